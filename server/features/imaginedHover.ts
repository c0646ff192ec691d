/** What is expected to become of the result: on an attribute that is perturbed, a step, a scenario, and the focus. */
import { hoverMarkdown } from '../../core/imagine/wording.ts';
import { escapeMarkdown } from '../../core/trial/markdown.ts';
import type { Parsed, Path, Range } from '../../core/trial/types.ts';
import { imaginingOf, scenarioOf } from '../imaginings.ts';

export interface Imagined {
  markdown: string;
  range: Range;
  scenario: string | null;
}

interface Asked {
  scenario: string | null;
  range: Range;
  /** The step's position, or the attribute that its arrows change; the whole scenario where it is left out. */
  step?: number | Path;
}

const within = ({ start, end }: Range, offset: number) => start <= offset && offset <= end;

/** The step of the arrows in place that the offset is at: its own value, else the attribute's last. */
function inPlace(parsed: Parsed, path: Path, offset: number, range: Range): Asked | undefined {
  const steps = parsed.inPlace?.steps ?? [];
  const index = steps.findIndex((step) => within(step.range, offset));
  if (index >= 0) return { scenario: null, step: index, range };
  const key = path.join('\n');
  const changed = steps.some(({ perturbation }) => perturbation.kind === 'set' && perturbation.path.join('\n') === key);
  return changed ? { scenario: null, step: path, range } : undefined;
}

function asked(parsed: Parsed, offset: number): Asked | undefined {
  const place = parsed.placeAt(offset);
  if (!place) return undefined;
  const { path, range } = place;
  const [section, name] = path;
  if (section === 'focus') return { scenario: null, range };
  if (section !== 'scenarios') return inPlace(parsed, path, offset, range);
  if (typeof name !== 'string') return undefined;
  if (path.length === 2) return place.part === 'key' ? { scenario: name, range } : undefined;
  const step = (scenarioOf(parsed, name)?.steps ?? []).findIndex((one) => within(one.range, offset));
  return step < 0 ? undefined : { scenario: name, step, range };
}

export function imaginedHover(parsed: Parsed, offset: number): Imagined | undefined {
  const found = asked(parsed, offset);
  if (!found) return undefined;
  const { scenario, range, step } = found;
  const imagining = imaginingOf(parsed, scenario);
  const markdown = 'problem' in imagining ? `*${escapeMarkdown(imagining.problem)}*` : hoverMarkdown(imagining, step);
  return { markdown, range, scenario };
}
