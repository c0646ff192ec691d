/** What the panel draws, made of what the server answered, in the words of core's `wording.ts`. Pure. */
import type { Harm, ImaginedStep, Imagining, ObservedAnswer } from '../../core/imagine/answer.ts';
import { decisive } from '../../core/imagine/sentences.ts';
import {
  changedText,
  contrastText,
  estimateText,
  markText,
  missingText,
  observedText,
  outcomeText,
  phrase,
  probabilityText,
} from '../../core/imagine/wording.ts';
import type { ImaginingAnswer, NamedLook } from '../../server/protocol.ts';
import type { Direction, Figure, Picker, RegistryLink, Rung, View } from '../../webview/messages.ts';
import { contrastId, outcomeId, scenarioId } from './meant.ts';

/** What the answer does not know: where it is shown, and how. */
export interface Shown {
  /** The document's file name. */
  document: string;
  pinned: boolean;
}

type Estimate = NonNullable<ImaginedStep['estimate']>;
type Option = Picker['options'][number];
type Subject = Imagining['subject'];

const REGISTRY_ID = /^NCT\d{8}$/;
const ORDER: readonly Direction[] = ['higher', 'no difference', 'lower'];
const HARM: Readonly<Record<Harm['kind'], string>> = {
  deaths: 'Deaths',
  serious: 'Serious adverse events',
  other: 'Other adverse events',
};
const CARRIED = 'no evidence: carried over';
/** What a predictor is worth, where we know it. */
const TRUST: Readonly<Record<string, string>> = {
  evidence:
    'A baseline. Enrollment is answered by power; all else by the nearest result that this trial observed, and how often such a result kept its direction in registry records. It knows nothing of drugs or diseases.',
};

function registryLink(id: string | undefined): RegistryLink | undefined {
  return id !== undefined && REGISTRY_ID.test(id) ? { id, href: `https://clinicaltrials.gov/study/${id}` } : undefined;
}

/** The first option of each id, in order. */
function options(all: readonly Option[]): Option[] {
  const seen = new Map<string, Option>();
  for (const option of all) if (!seen.has(option.id)) seen.set(option.id, option);
  return [...seen.values()];
}

/** What can be looked at: what the document observed, and what is shown, be it observed or not. */
function looksOf({ looks, look, imagining }: ImaginingAnswer): readonly NamedLook[] {
  if (
    !look ||
    looks.some((each) => outcomeId(each.look) === outcomeId(look) && contrastId(each.look) === contrastId(look))
  )
    return looks;
  const outcome = imagining ? outcomeText(imagining.subject) : look.outcome;
  return [{ look, outcome, contrast: contrastText(look) }, ...looks];
}

function pickersOf(answer: ImaginingAnswer): View['pickers'] {
  const { look, scenario, scenarios } = answer;
  const looks = looksOf(answer);
  const chosen = look && outcomeId(look);
  const same = looks.filter((each) => outcomeId(each.look) === chosen);
  return {
    outcome: {
      options: options(looks.map((each) => ({ id: outcomeId(each.look), label: each.outcome }))),
      ...(chosen === undefined ? {} : { chosen }),
    },
    contrast: {
      options: options(same.map((each) => ({ id: contrastId(each.look), label: each.contrast }))),
      ...(look ? { chosen: contrastId(look) } : {}),
    },
    scenario: {
      options: scenarios.map((name) => ({ id: scenarioId(name), label: name ?? 'arrows in place' })),
      ...(scenarios.includes(scenario) ? { chosen: scenarioId(scenario) } : {}),
    },
  };
}

function figureOf({ value, interval }: Estimate): Figure {
  const { low, high, level } = interval ?? {};
  return {
    value,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    ...(level === undefined ? {} : { level }),
  };
}

/** What an estimate is of: only figures of the same thing stand on one axis. */
function measured({ kind }: Estimate, { unit }: Subject): string {
  if (kind === 'hazard ratio') return 'hazard ratio (below 1: longer)';
  return kind === 'difference' && unit ? `difference, ${unit}` : kind;
}

/** A rung to be, with the figure that it would show on an axis of its own. */
interface Stage {
  rung: Rung;
  estimate?: Estimate;
  axis?: string;
}

function stageOf(rung: Rung, subject: Subject, estimate: Estimate | undefined, oriented: boolean): Stage {
  // An estimate that is not known to be the first side's relative to the second stands on no axis.
  if (!estimate || !oriented) return { rung };
  return { rung, estimate, axis: measured(estimate, subject) };
}

function startOf({ observed, missing, subject }: Imagining): Stage {
  const direction = observed?.direction;
  const want = observed?.missing ?? missing ?? (observed ? undefined : 'not observed');
  const rung: Rung = {
    status: 'observed',
    label: 'Observed',
    ...(direction ? { direction } : {}),
    texts: [...(direction || !want ? [] : [missingText(want)])],
  };
  return stageOf(rung, subject, observed?.estimate, observed?.oriented ?? false);
}

function stepOf(step: ImaginedStep, at: { start: number; end: number } | undefined): Stage {
  const { status, direction, probability, power, observed, missing } = step;
  const { what, from, to } = changedText(step.perturbation, step.look);
  const texts: string[] = [];
  if (missing === 'no contrast' || missing === 'no anchor') texts.push(missingText(missing));
  else if (status === 'carried over') texts.push(CARRIED);
  else if (status === 'observed') texts.push(direction ? 'observed' : missingText(missing ?? 'no values'));
  if (power) texts.push(`power ${probabilityText(power.observed)} → ${probabilityText(power.imagined)}`);
  const rung: Rung = {
    status,
    factor: step.factor,
    label: what,
    ...(from === undefined ? {} : { from }),
    to,
    ...(direction ? { direction } : {}),
    ...(direction && probability ? { certainty: probabilityText(probability[direction]) } : {}),
    texts,
    ...(at ? { at: { start: at.start, end: at.end } } : {}),
  };
  return stageOf(rung, step.subject, step.estimate ?? observed?.estimate, observed?.oriented ?? true);
}

function ladderOf(imagining: Imagining, places: ImaginingAnswer['steps']): NonNullable<View['ladder']> {
  const stages = [startOf(imagining), ...imagining.steps.map((step, i) => stepOf(step, places[i]))];
  // The axis is that of the last figure: it is what the question ends at.
  const last = stages.findLast((stage) => stage.axis !== undefined);
  const ratio = last?.estimate?.kind.endsWith('ratio') ?? false;
  return {
    axis: last?.axis ?? '',
    neutral: ratio ? 1 : 0,
    logarithmic: ratio,
    rungs: stages.map(({ rung, estimate, axis }) => {
      if (!estimate) return rung;
      if (axis === last?.axis)
        return { ...rung, figure: figureOf(estimate), texts: [estimateText(estimate), ...rung.texts] };
      return { ...rung, texts: [`${axis}: ${estimateText(estimate)}`, ...rung.texts] };
    }),
  };
}

/** The direction that a step leaves, and the words behind it. */
function imaginedBriefly(step: ImaginedStep | undefined): string {
  if (!step) return '';
  if (step.status === 'carried over') return CARRIED;
  if (step.status === 'observed') return step.direction ? 'observed' : missingText(step.missing ?? 'no values');
  return step.direction && step.probability ? probabilityText(step.probability[step.direction]) : '';
}

/** `35/263 (13 %) vs 71/266 (27 %)`, each number kept with its sign. */
function counts({ first, second }: Harm): string {
  const share = ({ x, n }: Harm['first']) => `${x}/${n}${n > 0 ? ` (${Math.round((100 * x) / n)}\u00a0%)` : ''}`;
  return `${share(first)} vs ${share(second)}`;
}

function outcomesOf(answer: ImaginingAnswer): View['outcomes'] {
  const { outcomes, imagining } = answer;
  const looks = looksOf(answer);
  const rows: View['outcomes'] = outcomes.map(({ look, imagining: each }) => {
    const id = outcomeId(look);
    const last = each && decisive(each);
    // A scenario that moves the look says nothing more of the outcome that it leaves.
    const leaves = last !== undefined && last.look.outcome !== look.outcome;
    const step = leaves ? undefined : last;
    const before = each?.observed?.direction;
    return {
      id,
      label: looks.find((named) => outcomeId(named.look) === id)?.outcome ?? look.outcome,
      observed: each?.observed ? observedText(each.observed) : missingText('not observed'),
      ...(step?.direction ? { direction: step.direction } : {}),
      imagined: leaves ? 'the scenario looks elsewhere' : imaginedBriefly(step),
      flips: before !== undefined && step?.direction !== undefined && before !== step.direction,
    };
  });
  for (const harm of imagining?.harms ?? [])
    rows.push({ label: HARM[harm.kind], observed: counts(harm), imagined: 'not imagined', flips: false });
  return rows;
}

function evidenceOf(steps: readonly ImaginedStep[]): View['evidence'] {
  return steps.flatMap(({ factor, evidence }) =>
    evidence.map(({ trial, look, differs, from, to, nearness }) => {
      const link = registryLink(trial);
      const own = look ? `${contrastText(look)} on ${look.outcome}` : 'this trial';
      return {
        source: trial ?? own,
        ...(link ? { link } : {}),
        factor,
        differs,
        from,
        ...(to === undefined ? {} : { to }),
        nearness: nearness.toFixed(2),
      };
    }),
  );
}

/** Why to be careful, each caution once. */
function trustOf(imagining: Imagining): string[] {
  const observed: (ObservedAnswer | undefined)[] = [
    imagining.observed,
    ...imagining.steps.flatMap((step) => [step.base, step.status === 'observed' ? step.observed : undefined]),
  ];
  const marks = [...new Set(observed.flatMap((each) => each?.marked ?? []))];
  const careful = marks.length > 0 ? [`Careful: ${marks.map(markText).join('; ')}.`] : [];
  const worth = imagining.steps.length > 0 ? TRUST[imagining.predictor.name] : undefined;
  return [...(worth ? [worth] : []), ...careful];
}

/** The panel's view of an answer. */
export function viewOf(answer: ImaginingAnswer, { document, pinned }: Shown): View {
  const { imagining } = answer;
  const link = registryLink(answer.id);
  const step = imagining && decisive(imagining);
  return {
    title: answer.title ?? answer.id ?? document,
    ...(link ? { registry: link } : {}),
    document,
    pinned,
    pickers: pickersOf(answer),
    sentence: imagining
      ? phrase(imagining).map(({ text, strong }) => (strong ? { text, strong } : { text }))
      : [{ text: answer.problem ?? 'There is nothing to imagine here yet.' }],
    probabilities: ORDER.flatMap((direction) => {
      const share = step?.probability?.[direction];
      return share === undefined ? [] : [{ direction, share, text: probabilityText(share) }];
    }),
    notes: imagining?.observed && step ? [`Observed: ${observedText(imagining.observed)}`] : [],
    ...(imagining ? { ladder: ladderOf(imagining, answer.steps) } : {}),
    outcomes: outcomesOf(answer),
    why: (imagining?.steps ?? []).flatMap(({ factor, reasons }) => reasons.map((reason) => ({ factor, ...reason }))),
    evidence: evidenceOf(imagining?.steps ?? []),
    predictor: imagining?.predictor.label ?? '',
    trust: imagining ? trustOf(imagining) : [],
  };
}
