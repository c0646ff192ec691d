/** The panel's words for the parts of an imagining. */
import type { Harm, ImaginedStep, Imagining, ObservedAnswer } from '../../core/imagine/answer.ts';
import { formatEstimate } from '../../core/trial/quantity/index.ts';
import type { Attribute } from '../../core/trial/types.ts';

export const OBSERVED = 'Observed';
export const NO_EVIDENCE = 'no evidence';
export const THIS_TRIAL = 'this trial';
export const NOTHING = 'There is nothing to imagine here yet.';
export const HARM: Readonly<Record<Harm['kind'], string>> = {
  deaths: 'Deaths',
  serious: 'Serious adverse events',
  other: 'Other adverse events',
};

export const scenario = (name: string | null): string => name ?? 'arrows in place';

const attribute = (value: Attribute | undefined): string | undefined =>
  value === undefined ? undefined : Array.isArray(value) ? value.join(', ') : String(value);

/** What a step changes: its name, and from what to what. */
export function change(perturbation: ImaginedStep['perturbation']): { label: string; from?: string; to?: string } {
  if (perturbation.kind === 'set') {
    const [section, ...rest] = perturbation.path;
    const key = String(rest.at(-1) ?? section);
    const of = section === 'arms' || section === 'outcomes' ? ` of ${rest.slice(0, -1).join('.')}` : '';
    const from = attribute(perturbation.from);
    return { label: `${key}${of}`, ...(from === undefined ? {} : { from }), to: attribute(perturbation.to) ?? '' };
  }
  if (perturbation.kind === 'look') {
    const { outcome, row, contrast } = perturbation;
    const to = [outcome, row, contrast && `${contrast.first} vs ${contrast.second}`].filter(Boolean).join(', ');
    return { label: contrast && outcome === undefined ? 'look at' : 'look at outcome', to };
  }
  return { label: `${perturbation.kind} ${perturbation.path.at(-1)}` };
}

function figure(estimate: NonNullable<ImaginedStep['estimate']>): string {
  const { interval, ...rest } = estimate;
  return formatEstimate({
    ...rest,
    ...(interval ? { interval: { low: undefined, high: undefined, ...interval } } : {}),
  });
}

export function observedFigure(observed: ObservedAnswer | undefined, missing: string | undefined): string {
  if (!observed) return missing ?? 'not observed';
  if (observed.estimate) return figure(observed.estimate);
  return observed.missing ?? '';
}

export function stepFigure(step: ImaginedStep): string {
  if (step.status === 'carried over') return 'no evidence: carried over';
  if (step.estimate) return figure(step.estimate);
  return step.status === 'observed' ? observedFigure(step.observed, step.missing) : (step.missing ?? '');
}

export function observedBriefly(observed: ObservedAnswer | undefined): string {
  if (!observed) return 'not observed';
  const p = observed.p === undefined ? '' : ` (p ${/^[<>]/.test(observed.p) ? observed.p : `= ${observed.p}`})`;
  return `${observed.direction ?? observed.missing ?? ''}${p}`;
}

export function imaginedBriefly(step: ImaginedStep | undefined): string {
  if (!step) return '';
  const certainty = step.direction && step.probability?.[step.direction];
  if (certainty !== undefined) return certainty.toFixed(2);
  return step.status === 'observed' ? 'observed' : NO_EVIDENCE;
}

export const harm = ({ first, second }: Harm): string => `${first.x}/${first.n} vs ${second.x}/${second.n}`;

export function notes({ observed }: Imagining): string[] {
  return observed ? [`observed: ${observedBriefly(observed)}`] : [];
}

export function trust(_imagining: Imagining): string[] {
  return [];
}
