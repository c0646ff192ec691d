/** One run of a model over a scenario, as far as it is: made of the events that an imagining yields. Pure. */
import type { ImaginedStep, Imagining } from '../../core/imagine/answer.ts';
import type { ImaginingEvent } from '../../core/imagine/imagine.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';

export interface RunStep {
  perturbation: Perturbation;
  status: 'waiting' | 'running' | 'done';
  /** What the model thought before it answered, and what it has written of its reasons. */
  thought: string;
  writing: string;
  /** What is looked at after it, once it has begun. */
  at?: Pick<ImaginedStep, 'look' | 'subject'>;
  step?: ImaginedStep;
}

export interface Run {
  status: 'running' | 'done' | 'failed' | 'cancelled';
  /** The look before the first step. */
  look: Look | undefined;
  /** Of the pathway under way, or of the answer. */
  steps: readonly RunStep[];
  /** The pathway under way; the document's own is 0. */
  pathway: number;
  /** The steps of the document's own pathway, while others are under way. */
  own: readonly RunStep[];
  imagining?: Imagining;
  /** When what was not asked again was answered (ISO 8601), one for each step. */
  remembered?: readonly string[];
  /** Why there is no answer, and what to do next. */
  trouble?: string;
}

/** What a run has written since: text behind that of a step. */
export interface Written {
  step: number;
  part: 'thought' | 'writing';
  text: string;
}

const waiting = (perturbation: Perturbation): RunStep => ({
  perturbation,
  status: 'waiting',
  thought: '',
  writing: '',
});

export function started(scenario: readonly Perturbation[], look: Look | undefined): Run {
  return { status: 'running', look, steps: scenario.map(waiting), pathway: 0, own: [] };
}

/** Text of what is asked before any step: what is expected of the look as it is planned. */
function unstepped({ look }: Run): RunStep {
  return { ...waiting({ kind: 'look', factor: 'O', ...(look && { outcome: look.outcome }) }), status: 'running' };
}

function withStep(run: Run, index: number, change: (step: RunStep) => RunStep): Run {
  const steps = [...run.steps];
  steps[index] = change(steps[index] ?? unstepped(run));
  return { ...run, steps };
}

/** Goes over to the pathway that an event is of. */
function onPathway(run: Run, pathway = 0): Run {
  if (pathway === run.pathway) return run;
  const own = run.pathway === 0 ? run.steps : run.own;
  return { ...run, pathway, own, steps: pathway === 0 ? own : [] };
}

/** What an answered imagining leaves of a run: also of one that was made long ago. */
export function ended(imagining: Imagining, thoughts: readonly string[] = []): Run {
  const { expected, look, subject } = imagining;
  const first: ImaginedStep[] = expected
    ? [{ perturbation: { kind: 'look', factor: 'O', outcome: look.outcome }, factor: 'O', look, subject, ...expected }]
    : [];
  const steps = [...first, ...imagining.steps].map((step, i) => ({
    ...waiting(step.perturbation as Perturbation),
    status: 'done' as const,
    thought: thoughts[i] ?? '',
    step,
  }));
  return { status: 'done', look, steps, pathway: 0, own: [], imagining };
}

/** Whether a run ended without an answer: it failed, or was stopped. */
export function isVain({ status }: Run): boolean {
  return status === 'failed' || status === 'cancelled';
}

/** When all of an answer was given that nothing was asked for again (ISO 8601). Undefined where something was, or that is not known. */
export function rememberedAt({ remembered = [], imagining }: Run): string | undefined {
  if (!imagining || imagining.pathways) return undefined;
  const asked = [...(imagining.expected ? [imagining.expected] : []), ...imagining.steps].filter(
    ({ saidBy }) => saidBy,
  );
  return asked.length > 0 && remembered.length === asked.length && !remembered.includes('')
    ? remembered.toSorted().at(-1)
    : undefined;
}

/** The run after an event; `written` where the event is text and nothing else. */
export function after(before: Run, event: ImaginingEvent): { run: Run; written?: Written } {
  switch (event.type) {
    case 'problem':
      return { run: { ...before, status: 'failed', trouble: event.problem } };
    case 'step': {
      const run = onPathway(before, event.pathway);
      const { index, perturbation, look, subject } = event;
      const begun = { ...waiting(perturbation), status: 'running' as const, at: { look, subject } };
      return { run: withStep(run, index, () => begun) };
    }
    case 'trace':
    case 'thought': {
      const run = onPathway(before, event.pathway);
      const { index: step, text } = event;
      const part = event.type === 'thought' ? 'thought' : 'writing';
      const next = withStep(run, step, (one) => ({ ...one, [part]: one[part] + text }));
      // The first words of what was not there before are drawn with it.
      return run.steps[step] && run === before ? { run: next, written: { step, part, text } } : { run: next };
    }
    case 'remembered':
      return { run: { ...before, remembered: [...(before.remembered ?? []), event.at ?? ''] } };
    case 'again': {
      const run = onPathway(before, event.pathway);
      return { run: withStep(run, event.index, (one) => ({ ...one, thought: '', writing: '' })) };
    }
    case 'result': {
      const run = onPathway(before, event.pathway);
      return { run: withStep(run, event.index, (one) => ({ ...one, status: 'done', step: event.step })) };
    }
    case 'pathway':
      return { run: before };
    case 'aggregate': {
      const own = before.pathway === 0 ? before.steps : before.own;
      return {
        run: {
          ...ended(
            event.imagining,
            own.map(({ thought }) => thought),
          ),
          ...(before.remembered && { remembered: before.remembered }),
        },
      };
    }
  }
}
