/** What the panel draws, made of what the server answered. The words are those of core's `wording.ts`. Pure. */
import type { ImaginedStep, Imagining } from '../../core/imagine/answer.ts';
import type { ImaginingAnswer } from '../../server/protocol.ts';
import type { Figure, Picker, RegistryLink, Rung, View } from '../../webview/messages.ts';
import { contrastId, outcomeId, scenarioId } from './meant.ts';
import * as words from './words.ts';

/** What the answer does not know: where it is shown, and how. */
export interface Shown {
  /** The document's file name. */
  document: string;
  pinned: boolean;
}

type Estimate = NonNullable<ImaginedStep['estimate']>;
type Option = Picker['options'][number];

const REGISTRY_ID = /^NCT\d{8}$/;

function registryLink(id: string | undefined): RegistryLink | undefined {
  return id !== undefined && REGISTRY_ID.test(id) ? { id, href: `https://clinicaltrials.gov/study/${id}` } : undefined;
}

/** The first option of each id, in order. */
function options(all: readonly Option[]): Option[] {
  return [...new Map(all.toReversed().map((option) => [option.id, option])).values()].toReversed();
}

function pickersOf({ looks, look, scenario, scenarios }: ImaginingAnswer): View['pickers'] {
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
      options: scenarios.map((name) => ({ id: scenarioId(name), label: words.scenario(name) })),
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
function measured(estimate: Estimate, subject: Imagining['subject']): string {
  return estimate.kind === 'difference' && subject.unit ? `difference, ${subject.unit}` : estimate.kind;
}

interface Stage {
  rung: Rung;
  estimate: Estimate | undefined;
  axis: string | undefined;
}

function stage(rung: Rung, estimate: Estimate | undefined, subject: Imagining['subject']): Stage {
  return { rung, estimate, axis: estimate && measured(estimate, subject) };
}

function ladderOf(imagining: Imagining, places: ImaginingAnswer['steps']): NonNullable<View['ladder']> {
  const { observed, subject } = imagining;
  const start: Rung = {
    status: 'observed',
    label: words.OBSERVED,
    ...(observed?.direction ? { direction: observed.direction } : {}),
    text: words.observedFigure(observed, imagining.missing),
  };
  const stages = [stage(start, observed?.oriented ? observed.estimate : undefined, subject)];
  imagining.steps.forEach((step, i) => {
    const at = places[i];
    const estimate = step.estimate ?? (step.observed?.oriented ? step.observed.estimate : undefined);
    const rung: Rung = {
      status: step.status,
      factor: step.factor,
      ...words.change(step.perturbation),
      ...(step.direction ? { direction: step.direction } : {}),
      ...(step.direction && step.probability ? { probability: step.probability[step.direction] } : {}),
      text: words.stepFigure(step),
      ...(at ? { at: { start: at.start, end: at.end } } : {}),
    };
    stages.push(stage(rung, estimate, step.subject));
  });
  // The axis is that of the last figure: it is what the question ends at.
  const axis = stages.findLast((each) => each.axis !== undefined)?.axis;
  const kind = stages.find((each) => each.axis === axis)?.estimate?.kind;
  const ratio = kind?.endsWith('ratio') ?? false;
  return {
    axis: axis ?? '',
    neutral: ratio ? 1 : 0,
    logarithmic: ratio,
    rungs: stages.map(({ rung, estimate, axis: own }) =>
      estimate && own === axis ? { ...rung, figure: figureOf(estimate) } : rung,
    ),
  };
}

function outcomesOf({ outcomes, looks, imagining }: ImaginingAnswer): View['outcomes'] {
  const rows: View['outcomes'] = outcomes.map(({ look, imagining: each }) => {
    const id = outcomeId(look);
    const last = each?.steps.at(-1);
    const before = each?.observed?.direction;
    return {
      id,
      label: looks.find((named) => outcomeId(named.look) === id)?.outcome ?? look.outcome,
      observed: words.observedBriefly(each?.observed),
      ...(last?.direction ? { direction: last.direction } : {}),
      imagined: words.imaginedBriefly(last),
      flips: before !== undefined && last?.direction !== undefined && before !== last.direction,
    };
  });
  for (const harm of imagining?.harms ?? [])
    rows.push({ label: words.HARM[harm.kind], observed: words.harm(harm), imagined: words.NO_EVIDENCE, flips: false });
  return rows;
}

function evidenceOf(steps: readonly ImaginedStep[]): View['evidence'] {
  return steps.flatMap(({ factor, evidence }) =>
    evidence.map((pair) => {
      const link = registryLink(pair.trial);
      return {
        source: pair.trial ?? words.THIS_TRIAL,
        ...(link ? { link } : {}),
        factor,
        differs: pair.differs,
        from: pair.from,
        ...(pair.to === undefined ? {} : { to: pair.to }),
        nearness: pair.nearness.toFixed(2),
      };
    }),
  );
}

/** The panel's view of an answer. */
export function viewOf(answer: ImaginingAnswer, { document, pinned }: Shown): View {
  const { imagining } = answer;
  const link = registryLink(answer.id);
  const last = imagining?.steps.at(-1);
  const direction = last ? last.direction : imagining?.observed?.direction;
  return {
    title: answer.title ?? answer.id ?? document,
    ...(link ? { registry: link } : {}),
    document,
    pinned,
    pickers: pickersOf(answer),
    sentence: imagining?.sentence ?? answer.problem ?? words.NOTHING,
    ...(direction ? { direction } : {}),
    ...(last?.probability ? { probabilities: last.probability } : {}),
    notes: imagining ? words.notes(imagining) : [],
    ...(imagining ? { ladder: ladderOf(imagining, answer.steps) } : {}),
    outcomes: outcomesOf(answer),
    why: (imagining?.steps ?? []).flatMap(({ factor, reasons }) => reasons.map((reason) => ({ factor, ...reason }))),
    evidence: evidenceOf(imagining?.steps ?? []),
    predictor: imagining?.predictor.label ?? '',
    trust: imagining ? words.trust(imagining) : [],
  };
}
