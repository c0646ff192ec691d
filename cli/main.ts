/** `deepimagine`: the same core without an editor. Data goes to stdout, messages to stderr; exit 0 done, 1 no, 2 wrong use. */
import { Command, CommanderError } from 'commander';
import about from '../package.json' with { type: 'json' };
import { register as registerCheck } from './check.ts';
import { register as registerCorpus } from './corpus.ts';
import { register as registerDataset } from './dataset.ts';
import { register as registerEvaluate } from './evaluate.ts';
import { register as registerImagine } from './imagine.ts';
import { register as registerImport } from './import.ts';
import { endWithStarter } from './interrupted.ts';
import { register as registerLsp } from './lsp.ts';
import { register as registerPairs } from './pairs.ts';
import { register as registerTraces } from './traces.ts';

const program = new Command('deepimagine')
  .description('Counterfactual reasoning over clinical trials, without an editor.')
  .version(about.version, '-V, --version', 'the version')
  .exitOverride()
  .showHelpAfterError();

registerCheck(program);
registerCorpus(program);
registerDataset(program);
registerEvaluate(program);
registerImagine(program);
registerImport(program);
registerLsp(program);
registerPairs(program);
registerTraces(program);

endWithStarter();
// Whoever reads what is printed may have read enough (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});
