/** `deepimagine imagine FILE`: what the hover and the panel show of a document, as text or as JSON. */
import type { Command } from 'commander';
import type { AllOutcomes, Imagining, Problem } from '../core/imagine/answer.ts';
import { apply } from '../core/imagine/apply.ts';
import { evidence, imagineNow } from '../core/imagine/evidence.ts';
import { type ImaginingEvent, imagine, type Wanted } from '../core/imagine/imagine.ts';
import { outcomesBeside } from '../core/imagine/outcomes.ts';
import type { Predictor } from '../core/imagine/predictor.ts';
import { imagineSuccessively } from '../core/imagine/successive/successive.ts';
import { HEADINGS, outcomesPlain, plainText, verdictOf } from '../core/imagine/wording.ts';
import { obstacle } from '../core/trial/check/obstacle.ts';
import { SAYS_ALL } from '../core/trial/check/text.ts';
import { focusOf } from '../core/trial/contrast.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { parse } from '../core/trial/parse.ts';
import { pathOf, valueAt } from '../core/trial/paths.ts';
import { parseContrast } from '../core/trial/quantity/contrast.ts';
import type { Trial } from '../core/trial/schema.ts';
import { factorAt, type Shape, shapeAt } from '../core/trial/shape.ts';
import { typed } from '../core/trial/typed.ts';
import type { Attribute, Look, Parsed, Path, Perturbation } from '../core/trial/types.ts';
import { exitWith, textOf, WrongUse } from './files.ts';
import { interruptibly, stoppedCode } from './interrupted.ts';
import {
  addModelOptions,
  failureText,
  isFailure,
  type ModelFlags,
  modelOptions,
  noModelFlags,
  SERVERS,
  several,
  Watch,
} from './model.ts';

const PREDICTORS: readonly Predictor[] = [evidence];
const NAMES = [...PREDICTORS.map(({ name }) => name), ...SERVERS];

interface Options extends ModelFlags {
  contrast?: string;
  outcome?: string;
  scenario?: string;
  set?: string[];
  outcomes?: boolean;
  json?: boolean;
}

function known(ids: readonly string[]): string {
  return ids.length > 0 ? ` It has ${ids.join(', ')}.` : '';
}

/** Throws `WrongUse` where the document has no such outcome. */
function mustHaveOutcome({ outcomes = {} }: Trial, id: string): void {
  if (!Object.hasOwn(outcomes, id))
    throw new WrongUse(`This document has no outcome ${id}.${known(Object.keys(outcomes))}`);
}

/** Throws `WrongUse` where the document has no such arm or group. */
function mustHaveSides({ arms = {}, groups = {} }: Trial, ids: readonly string[]): void {
  for (const id of ids)
    if (!Object.hasOwn(arms, id) && !Object.hasOwn(groups, id))
      throw new WrongUse(
        `This document has no arm or group ${id}.${known([...Object.keys(arms), ...Object.keys(groups)])}`,
      );
}

/** `outcome=walk` and `contrast="a vs b"` move the look, as they do in a scenario; undefined where it is another key. */
function lookAt(trial: Trial, key: string, written: string): Perturbation | undefined {
  if (key === 'outcome') {
    mustHaveOutcome(trial, written);
    return { kind: 'look', factor: 'O', outcome: written };
  }
  if (key !== 'contrast') return undefined;
  const [first, second, more] = parseContrast(written);
  if (first === undefined || second === undefined || more !== undefined)
    throw new WrongUse(`--set contrast=${written}: two arms, as "a vs b".`);
  mustHaveSides(trial, [first, second]);
  return { kind: 'look', factor: 'A', contrast: { first, second } };
}

/** What a `path=value` sets, read as the schema has it. */
function setting(trial: Trial, text: string): Perturbation {
  const at = text.indexOf('=');
  const key = text.slice(0, at).trim();
  const written = text.slice(at + 1).trim();
  if (at < 1 || written === '')
    throw new WrongUse(`--set ${text}: write it as path=value, such as arms.low.dose="5 mg".`);
  const look = lookAt(trial, key, written);
  if (look) return look;
  const path = pathOf(key);
  const shape = shapeAt(path);
  if (!shape || (path.length > 2 && valueAt(trial, path.slice(0, -1)) === undefined))
    throw new WrongUse(`--set ${text}: this document has no ${key}.`);
  if (!shape.meta.perturbable) throw new WrongUse(`--set ${text}: ${key} cannot be perturbed.`);
  const from = valueAt(trial, path) as Attribute | undefined;
  return {
    kind: 'set',
    factor: factorAt(path) ?? 'E',
    path,
    from,
    to: asWanted(written, shape, path, `--set ${text}`),
  };
}

/** What is written, as the schema wants it at a path. */
function asWanted(written: string, shape: Shape, path: Path, where: string): Attribute {
  if (shape.kind === 'list')
    return written
      .replace(/^\[(.*)\]$/s, '$1')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const said = { text: written, isQuoted: false, range: { start: 0, end: 0 }, key: path.at(-1) };
  const { value, odd } = typed(said, shape);
  if (value === undefined || odd?.severity === 'error') throw new WrongUse(`${where}: ${odd?.message}`);
  return value;
}

function stepsOf(parsed: Parsed, { scenario, set = [] }: Options): Perturbation[] {
  const chosen = scenario === undefined ? parsed.inPlace : parsed.scenarios.find(({ name }) => name === scenario);
  if (scenario !== undefined && !chosen) {
    const names = parsed.scenarios.flatMap(({ name }) => name ?? []);
    throw new WrongUse(`This document has no scenario ${scenario}.${known(names)}`);
  }
  const steps = (chosen?.steps ?? []).map(({ perturbation }) => perturbation);
  // Each is told from what is in force when it is taken, as a step of a scenario is.
  let trial = steps.reduce(apply, parsed.trial);
  for (const text of set) {
    const step = setting(trial, text);
    steps.push(step);
    trial = apply(trial, step);
  }
  return steps;
}

/** The look that is asked for; what is not asked for is the document's focus. */
function lookOf(trial: Trial, { contrast, outcome }: Options): Look | undefined {
  if (contrast === undefined && outcome === undefined) return undefined;
  const sides = contrast === undefined ? undefined : parseContrast(contrast);
  if (sides && sides.length !== 2) throw new WrongUse(`--contrast ${contrast}: write it as "a vs b".`);
  mustHaveSides(trial, sides ?? []);
  const [id = '', ...row] = (outcome ?? '').split(',').map((part) => part.trim());
  if (outcome !== undefined) mustHaveOutcome(trial, id);
  const rows = [
    ...new Set((trial.results ?? []).filter((result) => result.outcome === id).flatMap(({ row }) => row ?? [])),
  ];
  if (row.length > 0 && !rows.includes(row.join(', ')))
    throw new WrongUse(`${id} has no row ${row.join(', ')}.${known(rows)}`);
  const focus = focusOf(trial);
  const [first, second] = sides ?? (focus ? [focus.first, focus.second] : []);
  const compared = first !== undefined && second !== undefined ? `${first} vs ${second}` : '';
  const on = outcome === undefined ? (focus ? focus.outcome : '') : [id, ...row].join(', ');
  return focusOf({ ...trial, focus: `${compared} on ${on}`.trim() });
}

/** What is wanted of a document; a problem where a part of it cannot be understood. */
function wantedOf(parsed: Parsed, options: Options): Wanted | Problem {
  const problem = obstacle(parsed, options.scenario ?? null);
  if (problem !== undefined) return { problem };
  const look = lookOf(parsed.trial, options);
  return {
    trial: parsed.trial,
    scenario: stepsOf(parsed, options),
    ...(look && { look }),
    ...(options.scenario !== undefined && { name: options.scenario }),
  };
}

/** Who is asked. Throws `WrongUse` where there is no such predictor. */
async function events(wanted: Wanted, options: Options, signal: AbortSignal): Promise<AsyncIterable<ImaginingEvent>> {
  if ((SERVERS as readonly string[]).includes(options.predictor))
    return imagineSuccessively(wanted, await modelOptions(options, signal), signal);
  const predictor = PREDICTORS.find(({ name }) => name === options.predictor);
  if (!predictor) throw new WrongUse(`No predictor ${options.predictor}. There is ${NAMES.join(', ')}.`);
  noModelFlags(options);
  return imagine(wanted, predictor, signal);
}

async function answer(wanted: Wanted, options: Options, signal: AbortSignal): Promise<Imagining | Problem> {
  const asked = await events(wanted, options, signal);
  const watch = options.predictor === evidence.name ? undefined : new Watch();
  try {
    for await (const event of asked) {
      watch?.see(event);
      if (event.type === 'problem') return { problem: event.problem };
      if (event.type === 'aggregate') return event.imagining;
    }
  } finally {
    watch?.end();
  }
  return { problem: 'The predictor gave no answer.' };
}

/** What the embedded evidence says; nothing where nothing is changed. */
function evidenceOf({ trial, scenario, look, name }: Wanted): Imagining | undefined {
  if (scenario.length === 0) return undefined;
  const known = imagineNow(trial, scenario, look, name);
  return 'problem' in known ? undefined : known;
}

/** Beside a model's answer: what the embedded evidence says, whether the two agree, and at which step they part. */
function beside(imagining: Imagining, known: Imagining | undefined): string {
  if (!known) return '';
  const verdict = verdictOf(known, imagining);
  return `\n${plainLine(`${known.predictor.label}: ${known.sentence}`)}\n${verdict ? `${plainLine(verdict.text)}\n` : ''}`;
}

/** All outcomes under a scenario, as text below an answer. */
function below(all: AllOutcomes | undefined, { scenario }: Wanted): string {
  if (!all) return '';
  return `\n${scenario.length > 0 ? HEADINGS.outcomes : HEADINGS.observedOutcomes}\n${outcomesPlain(all)}`;
}

/** A name as it is typed in a shell; one that a shell may read as more than a word is left to who types. */
const typedName = (name: string) => (/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u.test(name) ? name : 'and its name');

/** Where nothing was changed and the document has scenarios: which, and how one is asked for. */
function unasked(file: string, { scenarios }: Parsed, { scenario }: Wanted, options: Options): string | undefined {
  const names = scenarios.flatMap(({ name }) => (name === undefined ? [] : plainLine(name)));
  const [first] = names;
  if (first === undefined || scenario.length > 0 || options.scenario !== undefined) return undefined;
  const which = names.length === 1 ? `a scenario, ${first}` : `scenarios: ${names.join(', ')}`;
  return `Nothing was changed. ${file} has ${which}. Ask for ${names.length === 1 ? 'it' : 'one'} with --scenario ${typedName(first)}`;
}

/** What a trial lacks to be imagined, where it is arms. */
function hint({ arms = {}, outcomes = {} }: Trial): string {
  const ids = Object.keys(arms);
  if (ids.length > 1 || Object.keys(outcomes).length === 0) return '';
  return ` It has ${ids[0] === undefined ? 'none' : `only ${ids[0]}`}; what is imagined is one arm against another.`;
}

async function run(file: string, options: Options, signal: AbortSignal): Promise<number> {
  const parsed = parse(await textOf(file));
  const [first] = parsed.diagnostics;
  if (first && SAYS_ALL.has(first.code)) {
    console.error(`${file}: ${first.message}`);
    return 1;
  }
  const errors = parsed.diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0)
    console.error(`${file} has ${errors} ${errors === 1 ? 'error' : 'errors'}; \`deepimagine check\` tells them.`);
  const refused = ({ problem }: Problem) => {
    console.error(`${file}: ${problem}${options.scenario === undefined ? hint(parsed.trial) : ''}`);
    return 1;
  };
  const wanted = wantedOf(parsed, options);
  if ('problem' in wanted) return refused(wanted);
  try {
    const imagining = await answer(wanted, options, signal);
    if ('problem' in imagining) return refused(imagining);
    const known = imagining.predictor.name === evidence.name ? undefined : evidenceOf(wanted);
    const outcomes = options.outcomes ? outcomesBeside(wanted.trial, wanted.scenario, known ?? imagining) : undefined;
    // They are the evidence's, whoever else answers.
    const told = { ...imagining, ...(outcomes && !known && { outcomes }) };
    const other = known && { beside: { ...known, ...(outcomes && { outcomes }) } };
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...told, ...other }, null, 2)}\n`
        : plainText(imagining) + beside(imagining, known) + below(outcomes, wanted),
    );
    const more = unasked(file, parsed, wanted, options);
    if (more !== undefined) console.error(more);
    return imagining.steps.some(({ missing }) => missing === 'impossible' || missing === 'no answer') ? 1 : 0;
  } catch (error) {
    if (!signal.aborted && !isFailure(error)) throw error;
    // In a file of answers, the evidence would pass for the model's.
    const known = options.json ? undefined : evidenceOf(wanted);
    if (known) process.stdout.write(plainText(known));
    if (signal.aborted) console.error('Stopped.');
    else if (isFailure(error)) console.error(failureText(error));
    return signal.aborted ? stoppedCode(signal) : 1;
  }
}

export function register(program: Command): void {
  const command = program
    .command('imagine')
    .description(
      'what is expected to become of a result under a scenario, and why; exits 1 where a step is impossible or cannot be answered',
    )
    .argument('<file>', 'a trial document')
    .option('--contrast <contrast>', 'look at "a vs b" instead of the focus')
    .option('--outcome <id>', 'look at this outcome; "id, row" where it has several rows')
    .option('--scenario <name>', 'a scenario of the document; the arrows in place where none is named')
    .option('--set <path=value>', 'a further step; can be given several times', several)
    .option('--outcomes', 'all outcomes under the scenario too, and which of them flip')
    .option('--predictor <name>', `who answers: ${NAMES.join(', ')}`, evidence.name)
    .option('--json', 'the imagining as JSON (its schema: syntaxes/imagine.schema.json)')
    .action(async (file: string, options: Options) => {
      await exitWith(interruptibly((signal) => run(file, options, signal)));
    });
  addModelOptions(command);
}
