/** `deepimagine traces`: a teacher model explains natural pairs, and what it writes is taken or rejected. */
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { BUDGET } from '../core/imagine/prompt/prompt.ts';
import { estimatedTokens } from '../core/imagine/prompt/tokens.ts';
import { ChatFailure, type ChatServer, THINK_LEVELS } from '../core/imagine/servers/chat.ts';
import type { Records } from '../core/pairs/records.ts';
import { SPLITS, type Split } from '../core/pairs/split.ts';
import { type Chosen, ChosenPairs, choosePairs, PairsProblem } from '../core/pairs/traces/choose.ts';
import { TracesFolder, TracesProblem } from '../core/pairs/traces/folder.ts';
import { type PairQuestion, TEACHER_PROMPT, type TeacherPrompt, teacherPrompt } from '../core/pairs/traces/teacher.ts';
import { FILTERS_VERSION, type Teacher, type TraceCounts } from '../core/pairs/traces/trace.ts';
import { noTraceCounts, workOf, writeTraces } from '../core/pairs/traces/write.ts';
import { exitWith, folderForOutput, inWords, WrongUse } from './files.ts';
import { KEY, SERVERS, serverAt, thinkOf } from './model.ts';
import { numberIn, wholeNumber } from './options.ts';
import { Progress } from './progress.ts';
import { DEFAULT_CORPUS, withRecords } from './records.ts';

/** Of the teacher's own words, its answer's form and the result behind the question, in tokens. */
const AROUND = 1200;

interface Flags {
  records?: string[];
  corpus?: string;
  out?: string;
  url?: string;
  kind: string;
  model?: string;
  split: string;
  maxPairs?: string;
  concurrency: string;
  temperature: string;
  maxTokens: string;
  think?: string;
  budget: string;
  stall: string;
  attempts: string;
  dryRun?: boolean;
  json?: boolean;
}

function splitsOf(text: string): Split[] {
  return text.split(',').map((one) => {
    const found = SPLITS.find((split) => split === one.trim());
    if (!found) throw new WrongUse(`--split ${one}: one of ${SPLITS.join(', ')}`);
    return found;
  });
}

function placesOf({ records = [], corpus }: Flags): string[] {
  if (records.length > 0 && corpus !== undefined) throw new WrongUse('--records and --corpus: one of them');
  return corpus === undefined ? records : [corpus];
}

function serverOf({ kind, url, stall }: Flags): ChatServer {
  const known = SERVERS.find((one) => one === kind);
  if (!known) throw new WrongUse(`--kind ${kind}: one of ${SERVERS.join(', ')}`);
  const silent = numberIn('--stall', stall, 1, 3600) * 1000;
  return serverAt(known, url, { key: process.env[KEY] || undefined, timeouts: { token: silent } });
}

async function chosenFrom(file: string, flags: Flags): Promise<Chosen> {
  const most = flags.maxPairs === undefined ? undefined : numberIn('--max-pairs', flags.maxPairs, 1, 1e9, true);
  const entry = await stat(file).catch((error: unknown) => {
    throw new WrongUse(`${file}: ${inWords(error)}`);
  });
  if (!entry.isFile()) throw new WrongUse(`${file}: no file of pairs, which \`deepimagine pairs build\` writes`);
  return choosePairs(file, splitsOf(flags.split), most);
}

function listed(entries: Readonly<Record<string, number>>): string[] {
  return Object.entries(entries)
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `  ${String(n).padStart(7)}  ${name}`);
}

function countsText({
  pairs,
  before,
  taken,
  rejected,
  reasons,
  unanswered,
  stale,
  unfitting,
  retries,
  tokens,
  stopped,
}: TraceCounts): string {
  const { file, otherSplit, beyond, chosen } = pairs;
  return `${[
    `${chosen} of ${file} pairs chosen; ${otherSplit} of other splits, ${beyond} more than --max-pairs`,
    `Before: ${before.taken} taken, ${before.rejected} rejected. Now: ${taken} taken, ${rejected} rejected, ${unanswered} not answered; asked again ${retries} times`,
    ...(unfitting > 0
      ? [
          `${unfitting} prompts did not fit: give the server a longer context, the answers fewer --max-tokens, or the prompts more --budget`,
        ]
      : []),
    ...((reasons['cut short'] ?? 0) > 0
      ? [`${reasons['cut short']} answers were cut short: with more --max-tokens the same command asks for them again`]
      : []),
    ...(tokens.prompt > 0 ? [`${tokens.prompt} tokens read, ${tokens.answer} written`] : []),
    ...(Object.keys(reasons).length > 0
      ? ['Rejected, by reason (one trace can have several):', ...listed(reasons)]
      : []),
    ...(Object.keys(stale).length > 0
      ? ['Pairs that these records do not have (build them again of the same records):', ...listed(stale)]
      : []),
    ...(stopped === undefined ? [] : [stopped]),
  ].join('\n')}\n`;
}

/** Undefined where the question does not fit, whatever is left out. */
function fitting(asked: PairQuestion, budget: number): TeacherPrompt | undefined {
  try {
    return teacherPrompt(asked, { budget });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What would be asked, and the first prompt of it. */
async function dryRun(
  records: Records,
  file: string,
  chosen: Chosen,
  teacher: Teacher,
  budget: number,
  signal: AbortSignal,
): Promise<number> {
  const counts = noTraceCounts(teacher, chosen.counts);
  const pairs = await ChosenPairs.open(file);
  const progress = new Progress();
  let first: string | undefined;
  let all = 0;
  let tokens = 0;
  let short = 0;
  try {
    for await (const { pair, asked } of workOf(records, chosen, pairs, () => undefined, counts)) {
      if (signal.aborted) return 1;
      const made = fitting(asked, budget);
      if (!made) {
        counts.unfitting++;
        continue;
      }
      const { messages, asked: prompt } = made;
      tokens += messages.reduce((sum, { content }) => sum + estimatedTokens(content), 0);
      if (prompt.dropped.length > 0) short++;
      first ??= `${pair.id}\n\n${messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n')}`;
      progress.show(() => `${all} prompts made`, ++all, chosen.counts.chosen);
    }
  } finally {
    progress.end();
    await pairs.close();
  }
  if (first !== undefined) process.stdout.write(`${first}\n`);
  process.stderr.write(countsText(counts));
  process.stderr.write(
    `Nothing was asked. ${all} prompts, at most about ${tokens} tokens together; something was left out of ${short} to fit ${budget} tokens.\n`,
  );
  return all > 0 ? 0 : 1;
}

async function run(file: string, flags: Flags): Promise<number> {
  const places = placesOf(flags);
  const dry = flags.dryRun === true;
  if (!dry && !flags.out) throw new WrongUse('--out: name a folder');
  if (!dry && !flags.model) throw new WrongUse('--model: name the model, as the server calls it');
  const server = dry ? undefined : serverOf(flags);
  const concurrency = numberIn('--concurrency', flags.concurrency, 1, 1024, true);
  const attempts = numberIn('--attempts', flags.attempts, 1, 100, true);
  const wanted = wholeNumber('--budget', flags.budget);
  const model = flags.model ?? '';
  const teacher: Teacher = {
    kind: flags.kind === 'ollama' ? 'ollama' : 'openai',
    model,
    temperature: numberIn('--temperature', flags.temperature, 0, 2),
    maxTokens: numberIn('--max-tokens', flags.maxTokens, 16, 1_000_000, true),
    prompt: TEACHER_PROMPT,
    ...(flags.think !== undefined && { think: thinkOf(flags.think) }),
    filters: FILTERS_VERSION,
  };
  return withRecords(places, async (records, signal) => {
    const chosen = await chosenFrom(file, flags);
    if (!server || !flags.out) return dryRun(records, file, chosen, teacher, wanted, signal);
    await using _folder = await folderForOutput(flags.out);
    const { context, digest } = await server.capabilities(model, signal);
    if (digest !== undefined) teacher.digest = digest;
    const budget = context === undefined ? wanted : Math.min(wanted, context - teacher.maxTokens - AROUND);
    if (budget < AROUND)
      throw new WrongUse(
        `${model}: a context of ${context} tokens is too small for a question and ${teacher.maxTokens} tokens of answer`,
      );
    const folder = await TracesFolder.open(flags.out, teacher);
    const pairs = await ChosenPairs.open(file);
    const counts = noTraceCounts(teacher, chosen.counts);
    const progress = new Progress();
    const began = performance.now();
    try {
      const work = workOf(records, chosen, pairs, (id) => folder.done(id), counts);
      await writeTraces(server, teacher, work, folder, counts, {
        signal,
        concurrency,
        attempts,
        budget,
        onProgress: (now) => {
          const done = now.taken + now.rejected + now.unanswered;
          const rate = (now.tokens.answer * 1000) / (performance.now() - began);
          const all = now.pairs.chosen - now.before.taken - now.before.rejected;
          progress.show(
            () => `${done} of ${all} asked: ${now.taken} taken, ${now.rejected} rejected, ${Math.round(rate)} tokens/s`,
            done,
            all,
          );
        },
        onNote: (note) => progress.tell(note),
      });
    } finally {
      progress.end();
      counts.reasons = { ...folder.reasons };
      await folder.summarize(counts);
      await folder.close();
      await pairs.close();
    }
    if (flags.json) process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
    process.stderr.write(countsText(counts));
    if (!counts.complete) process.stderr.write('Not complete: the same command goes on from there.\n');
    return counts.complete ? 0 : 1;
  });
}

async function told(command: Promise<number>): Promise<number> {
  try {
    return await command;
  } catch (error) {
    if (error instanceof PairsProblem || error instanceof TracesProblem) throw new WrongUse(error.message);
    if (!(error instanceof ChatFailure)) throw error;
    const key = error.kind === 'unauthorized' ? ` It is read from ${KEY}.` : '';
    process.stderr.write(`${error.message}${key}\n`);
    return 1;
  }
}

export function register(program: Command): void {
  program
    .command('traces')
    .description(
      `a teacher model explains natural pairs; what it writes is filtered, and goes to traces.ndjson and rejected.ndjson. The same command goes on where it was stopped. The server’s key, if it needs one, is taken from ${KEY}`,
    )
    .argument(
      '<pairs>',
      'file of pairs, as `deepimagine pairs build` writes it, not compressed: single lines of it are read again',
    )
    .option('--records <place...>', 'files or folders of the registry records that the pairs are of')
    .option('--corpus <folder>', `or the corpus that they are of (default: ${JSON.stringify(DEFAULT_CORPUS)})`)
    .option('--out <folder>', 'where the traces go (needed, but for --dry-run)')
    .option(
      '--url <address>',
      'the server: an OpenAI-compatible one as http://127.0.0.1:8080/v1 (needed, but for --dry-run), or Ollama (default: http://127.0.0.1:11434)',
    )
    .option('--kind <kind>', 'openai or ollama', 'openai')
    .option('--model <name>', 'which model, as the server calls it (needed, but for --dry-run)')
    .option('--split <names>', 'pairs of these splits, separated by commas', 'train,validation')
    .option(
      '--max-pairs <number>',
      'at most so many, drawn by their ids; the same command with more goes on from what was done',
    )
    .option('--concurrency <number>', 'questions at a time', '4')
    .option('--temperature <number>', 'of the teacher, 0 to 2', '0.7')
    .option(
      '--max-tokens <number>',
      'of an answer and what is thought before it; with more, the same command asks again what was cut short',
      '2000',
    )
    .option(
      '--budget <tokens>',
      'of a question, at most, by an estimate that rather counts too many; less where the server’s context is shorter',
      String(BUDGET),
    )
    .option(
      '--think <how>',
      `whether the teacher is to reason before it answers: on, off, ${THINK_LEVELS.join(', ')} (default: as its server has it)`,
    )
    .option('--stall <seconds>', 'a server that is silent for so long in the middle of an answer is asked again', '60')
    .option('--attempts <number>', 'how often one question is asked where the server fails', '5')
    .option('--dry-run', 'asks nothing: what would be asked, and the first prompt')
    .option('--json', 'the counts as JSON, which are in summary.json too')
    .action((file: string, flags: Flags) => exitWith(told(run(file, flags))));
}
