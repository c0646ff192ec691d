/** What the panel draws of a model's answer, or of its way there. Pure. */
import type { ImaginedStep, Imagining } from '../../core/imagine/answer.ts';
import { decisive } from '../../core/imagine/sentences.ts';
import {
  askedTexts,
  changedText,
  changeTold,
  contrastText,
  differs,
  estimateName,
  estimateText,
  imaginedValues,
  phrase,
  probabilityText,
  statedText,
  stepTexts,
  verdictOf,
} from '../../core/imagine/wording.ts';
import type { Direction, Model, Told } from '../../webview/messages.ts';
import { notesOf } from './notes.ts';
import { isVain, type Run, type RunStep } from './run.ts';

const ORDER: readonly Direction[] = ['higher', 'no difference', 'lower'];

/** A model's words as they are shown: what cannot be seen, or turns the line around, is left out. */
export function shownText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken away
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '');
}

function toldOf(
  { perturbation, status, thought, writing, at, step }: RunStep,
  run: Run,
  evidence: ImaginedStep | undefined,
): Told {
  // The evidence's steps are those of the document's own pathway.
  const { look = run.look, subject } = step ?? at ?? (run.pathway === 0 ? evidence : undefined) ?? {};
  const { what, ...change } = look ? changedText(perturbation, look, subject) : { what: '', to: '' };
  const other = differs(evidence, step);
  const { direction, probability, estimate } = step ?? {};
  const whose = step && statedText(step);
  const figure = step && estimate ? [`${estimateName(estimate, step.subject.unit)}: ${estimateText(estimate)}`] : [];
  const stated = [...figure, ...(step ? imaginedValues(step) : [])];
  // Of a run that has ended, nothing is waited for any more.
  const over = isVain(run);
  return {
    status: over ? 'done' : status,
    factor: perturbation.factor,
    label: what,
    ...changeTold(change),
    ...(direction && { direction }),
    ...(direction && probability && { certainty: probabilityText(probability[direction]) }),
    texts: [
      ...stated,
      ...(whose !== undefined && stated.length > 0 ? [`(${whose})`] : []),
      ...(step ? [...stepTexts(step), ...askedTexts(step)] : []),
    ].map(shownText),
    ...(other !== undefined && { differs: other }),
    thought: shownText(thought),
    writing: step ? '' : shownText(writing),
    reasons: (step?.reasons ?? []).map(({ text, mechanism }) => ({
      text: shownText(text),
      ...(mechanism && { mechanism }),
    })),
  };
}

export interface About {
  name: string;
  place: string;
  /** The number of the run. */
  run: number;
  /** What the embedded evidence says of the same. */
  evidence: Imagining | undefined;
  /** Told first, where this is not of what is asked now. */
  earlier?: string;
  notes: readonly string[];
  history: Model['history'];
  /** The words of the editor's language. `{0}` and on stand for numbers. */
  words: { idle: string; running: string; pathway: string; failed: string; cancelled: string };
}

const filled = (template: string, ...given: number[]): string =>
  template.replaceAll(/\{(\d)\}/g, (_, index) => String(given[Number(index)] ?? ''));

function sentenceOf(run: Run | undefined, { words, evidence }: About): Model['sentence'] {
  if (!run) return [{ text: words.idle }];
  if (run.imagining) {
    const said = phrase(run.imagining).map(({ text, strong }) => (strong ? { text, strong } : { text }));
    const { look } = run.imagining;
    const other = evidence && (look.first !== evidence.look.first || look.second !== evidence.look.second);
    return other ? [...said, { text: ` · ${contrastText(look)}` }] : said;
  }
  if (run.status !== 'running') return [{ text: run.status === 'failed' ? words.failed : words.cancelled }];
  const at = run.steps.findIndex(({ status }) => status === 'running');
  const text = filled(words.running, Math.max(at, 0) + 1, run.steps.length);
  return [{ text: run.pathway > 0 ? `${text} · ${filled(words.pathway, run.pathway)}` : text }];
}

/** A step of which nothing was said before its run failed or was stopped. */
function silent({ step, thought, writing }: RunStep, run: Run): boolean {
  return isVain(run) && !step && thought === '' && writing.trim() === '';
}

/** What is drawn of a run; of none, that it can be asked for. */
export function modelOf(run: Run | undefined, about: About): Model {
  const { name, place, evidence, notes, history } = about;
  const answered = run?.imagining && (decisive(run.imagining) ?? run.imagining.expected);
  // What is expected of the look as it is planned stands ahead of the steps.
  const ahead = run?.imagining?.expected ? 1 : 0;
  const verdict = run?.imagining && verdictOf(evidence, run.imagining);
  return {
    name,
    place,
    status: run?.status ?? 'idle',
    ...(about.earlier !== undefined && { earlier: about.earlier }),
    run: about.run,
    sentence: sentenceOf(run, about),
    probabilities: ORDER.flatMap((direction) => {
      const share = answered?.probability?.[direction];
      return share === undefined ? [] : [{ direction, share, text: probabilityText(share) }];
    }),
    ...(verdict && { verdict }),
    steps: (run?.steps ?? []).flatMap((step, i) =>
      silent(step, run as Run) ? [] : [toldOf(step, run as Run, evidence?.steps[i - ahead])],
    ),
    notes: [...(run?.imagining ? notesOf(run.imagining).map(shownText) : []), ...notes],
    ...(run?.trouble !== undefined && { trouble: run.trouble }),
    history,
  };
}
