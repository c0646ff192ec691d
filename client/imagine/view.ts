/** What the panel draws, made of what the server answered, in the words of core's `wording.ts`. Pure. */
import type { ImaginedStep, Imagining, OutcomeLine, Reason } from '../../core/imagine/answer.ts';
import { decisive } from '../../core/imagine/sentences.ts';
import {
  changedText,
  changeTold,
  contrastText,
  estimateName,
  estimateText,
  evidenceText,
  figure,
  IN_PLACE,
  minus,
  missingText,
  observedNote,
  outcomeText,
  type PowerCurve,
  people,
  phrase,
  powerCurve,
  powerReason,
  powerTable,
  probabilityText,
  sidesText,
  stepTexts,
  trustTexts,
  UNCHANGED,
} from '../../core/imagine/wording.ts';
import type { ImaginingAnswer, NamedLook } from '../../server/protocol.ts';
import type { Curve, Direction, Ladder, Line, Picker, Rung, View } from '../../webview/messages.ts';
import { contrastId, outcomeId, scenarioId } from './meant.ts';
import { scaleOf } from './scale.ts';

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

/** The id, where it is one of the registry. */
export function registryId(id: string | undefined): string | undefined {
  return id !== undefined && REGISTRY_ID.test(id) ? id : undefined;
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
  return [{ look, outcome, contrast: imagining ? sidesText(look, imagining.subject) : contrastText(look) }, ...looks];
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
      options: scenarios.map((name) => ({ id: scenarioId(name), label: name ?? IN_PLACE })),
      ...(scenarios.includes(scenario) ? { chosen: scenarioId(scenario) } : {}),
    },
  };
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
  return { rung, estimate, axis: estimateName(estimate, subject.unit) };
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
  const { status, direction, probability, observed } = step;
  const { what, ...change } = changedText(step.perturbation, step.look, step.subject);
  const rung: Rung = {
    status,
    factor: step.factor,
    label: what,
    ...changeTold(change),
    ...(direction ? { direction } : {}),
    ...(direction && probability ? { certainty: probabilityText(probability[direction]) } : {}),
    texts: stepTexts(step),
    ...(at ? { at: { start: at.start, end: at.end } } : {}),
  };
  return stageOf(rung, step.subject, step.estimate ?? observed?.estimate, observed?.oriented ?? true);
}

function ladderOf(imagining: Imagining, places: ImaginingAnswer['steps']): Ladder {
  const stages = [startOf(imagining), ...imagining.steps.map((step, i) => stepOf(step, places[i]))];
  // The axis is that of the last figure: it is what the question ends at.
  const last = stages.findLast((stage) => stage.axis !== undefined);
  const ratio = last?.estimate?.kind.endsWith('ratio') ?? false;
  const neutral = last?.estimate?.inPercent ? 100 : ratio ? 1 : 0;
  const drawn = stages.filter(({ axis }) => axis !== undefined && axis === last?.axis);
  const values = drawn.flatMap(({ estimate }) => [estimate?.value, estimate?.interval?.low, estimate?.interval?.high]);
  const scale = scaleOf(
    values.filter((value) => value !== undefined),
    neutral,
    ratio,
  );
  const position = (value: number | undefined) => (value === undefined ? undefined : scale.at(value));
  return {
    axis: last?.axis ?? '',
    neutral: scale.at(neutral),
    ticks: last ? scale.ticks.map((tick) => ({ at: scale.at(tick), text: minus(String(tick)) })) : [],
    rungs: stages.map(({ rung, estimate, axis }) => {
      if (!estimate) return rung;
      if (axis !== last?.axis) return { ...rung, texts: [`${axis}: ${estimateText(estimate)}`, ...rung.texts] };
      const [value, low, high] = [estimate.value, estimate.interval?.low, estimate.interval?.high].map(position);
      const mark = {
        ...(value === undefined ? {} : { value }),
        ...(low === undefined ? {} : { low }),
        ...(high === undefined ? {} : { high }),
      };
      return { ...rung, figure: mark, texts: [estimateText(estimate), ...rung.texts] };
    }),
  };
}

/** The curve with its places in percent. */
function curveOf({ most, ticks, points, marks, text }: PowerCurve): Curve {
  const x = (participants: number) => (100 * participants) / most;
  return {
    points: points.map(({ participants, power }) => ({ x: x(participants), y: 100 * power })),
    ticks: ticks.map((tick) => ({ at: x(tick), text: people(tick) })),
    marks: marks.map(({ kind, participants, power, text: told }) => ({
      kind,
      x: x(participants),
      y: 100 * power,
      text: told,
    })),
    text,
  };
}

/** A line of all outcomes as the page draws it. */
export function lineOf({ look, outcome, observed, before, direction, imagined, flips }: OutcomeLine): Line {
  return {
    ...(look ? { id: outcomeId(look) } : {}),
    outcome,
    observed,
    ...(before ? { before } : {}),
    ...(direction ? { direction } : {}),
    imagined,
    flips,
  };
}

function evidenceOf(steps: readonly ImaginedStep[]): View['evidence'] {
  return steps.flatMap(({ factor, evidence }) =>
    evidence.map(({ trial, look, subject, differs, from, to, nearness }) => {
      const registry = registryId(trial);
      const own = look ? evidenceText(look, subject) : 'this trial';
      return {
        source: trial ?? own,
        ...(registry ? { registry } : {}),
        factor,
        differs,
        observed: to === undefined ? from : `${from} → ${to}`,
        nearness: figure(nearness, 2),
      };
    }),
  );
}

function notesOf(imagining: Imagining | undefined): string[] {
  if (!imagining) return [];
  if (imagining.steps.length === 0) return [UNCHANGED];
  const note = observedNote(imagining);
  return note === undefined ? [] : [note];
}

/** So many reasons are told at once; the others stand behind a fold for each step. */
const TOLD = 5;

/** Why, without what the table of power says: first of the step that has the answer, then of those before it, each step's first reasons first. */
function whyOf(imagining: Imagining, tabled: ImaginedStep | undefined): Pick<View, 'why' | 'whyMore'> {
  const { steps } = imagining;
  const reasons = steps.map(({ power, subject, reasons: all }, index) => {
    const said = power && steps[index] === tabled ? powerReason(power, subject).text : undefined;
    return all.filter(({ text }) => text !== said);
  });
  const answer = decisive(imagining);
  const turns = reasons.toReversed();
  if (answer) turns.unshift(reasons[steps.indexOf(answer)] ?? []);
  const most = Math.max(0, ...reasons.map(({ length }) => length));
  const shown = new Set<Reason>();
  for (let nth = 0; nth < most; nth++)
    for (const own of turns) {
      const reason = own[nth];
      if (reason && shown.size < TOLD) shown.add(reason);
    }
  const all = steps.map(({ factor, status, missing }, index) => {
    const ask = status === 'carried over' && missing === undefined;
    const told = (reason: Reason) => ({ factor, ...reason, ...(ask && { ask }) });
    const own = reasons[index] ?? [];
    return {
      shown: own.filter((reason) => shown.has(reason)).map(told),
      rest: own.filter((reason) => !shown.has(reason)).map(told),
    };
  });
  return {
    why: all.flatMap((one) => one.shown),
    whyMore: all.flatMap(({ rest }, index) => {
      const step = steps[index];
      if (!step || rest.length === 0) return [];
      const { what, ...change } = changedText(step.perturbation, step.look, step.subject);
      return [{ of: `${what} ${changeTold(change).to}`, reasons: rest }];
    }),
  };
}

/** The panel's view of an answer. */
export function viewOf(answer: ImaginingAnswer, { document, pinned }: Shown): View {
  const { imagining } = answer;
  const registry = registryId(answer.id);
  const step = imagining && decisive(imagining);
  const powered = imagining?.steps.findLast(({ power }) => power !== undefined);
  return {
    title: answer.title ?? answer.id ?? document,
    ...(registry ? { registry } : {}),
    ...(imagining ? { predictor: imagining.predictor.label } : {}),
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
    changed: step !== undefined,
    notes: notesOf(imagining),
    ...(imagining ? { ladder: ladderOf(imagining, answer.steps) } : {}),
    ...(powered?.power
      ? { power: { ...powerTable(powered.power, powered.subject), curve: curveOf(powerCurve(powered.power)) } }
      : {}),
    ...(imagining ? whyOf(imagining, powered) : { why: [], whyMore: [] }),
    evidence: evidenceOf(imagining?.steps ?? []),
    trust: imagining ? trustTexts(imagining) : [],
  };
}
