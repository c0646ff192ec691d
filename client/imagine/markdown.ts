/** What the panel shows, as Markdown to paste elsewhere: the same words in the same order. Pure. */
import { escapeMarkdown } from '../../core/trial/markdown.ts';
import type { View } from '../../webview/messages.ts';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const certainty = (probability: number | undefined): string =>
  probability === undefined ? '' : ` ${probability.toFixed(2)}`;

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(columns), row(columns.map(() => '---')), ...rows.map(row), ''];
}

const chosen = ({ options, chosen: id }: View['pickers']['outcome']): string | undefined =>
  options.find((option) => option.id === id)?.label;

export function viewMarkdown(view: View): string {
  const e = (text: string) => escapeMarkdown(text);
  const { contrast, outcome, scenario } = view.pickers;
  const about = [chosen(contrast), chosen(outcome), chosen(scenario)].filter((part) => part !== undefined);
  const lines = [
    `## ${e(view.title)}${view.registry ? ` ([${view.registry.id}](${view.registry.href}))` : ''}`,
    '',
    about.map(e).join(' · '),
    '',
    `**${e(view.sentence)}**`,
    '',
  ];
  if (view.probabilities) {
    const { higher, lower } = view.probabilities;
    const no = view.probabilities['no difference'];
    lines.push(`higher${certainty(higher)}, no difference${certainty(no)}, lower${certainty(lower)}`, '');
  }
  for (const note of view.notes) lines.push(e(note), '');
  if (view.ladder)
    lines.push(
      '### Step by step',
      '',
      ...table(
        ['factor', 'step', 'direction', e(view.ladder.axis)],
        view.ladder.rungs.map((rung) => [
          rung.factor ?? '',
          [rung.label, rung.from, rung.to === undefined ? undefined : `→ ${rung.to}`]
            .filter((part) => part !== undefined)
            .map(e)
            .join(' '),
          rung.direction ? `${rung.direction}${certainty(rung.probability)}` : '',
          e(rung.text),
        ]),
      ),
    );
  if (view.outcomes.length)
    lines.push(
      '### All outcomes under this scenario',
      '',
      ...table(
        ['outcome', 'observed', 'imagined', ''],
        view.outcomes.map((each) => [
          e(each.label),
          e(each.observed),
          [each.direction, each.imagined]
            .filter((part) => part !== undefined)
            .map(e)
            .join(' '),
          each.flips ? 'changes' : '',
        ]),
      ),
    );
  if (view.why.length) {
    lines.push('### Why', '');
    for (const { factor, text, mechanism } of view.why)
      lines.push(`- ${factor ? `**${factor}** ` : ''}${e(text)}${mechanism ? ` *${e(mechanism)}*` : ''}`);
    lines.push('');
  }
  if (view.evidence.length)
    lines.push(
      '### Evidence',
      '',
      ...table(
        ['source', 'what differs', 'observed', 'nearness'],
        view.evidence.map((pair) => [
          pair.link ? `[${pair.link.id}](${pair.link.href})` : e(pair.source),
          `${pair.factor ? `${pair.factor} ` : ''}${e(pair.differs)}`,
          pair.to === undefined ? e(pair.from) : `${e(pair.from)} → ${e(pair.to)}`,
          e(pair.nearness),
        ]),
      ),
    );
  lines.push('### How far to trust this', '', e(view.predictor), '');
  for (const text of view.trust) lines.push(e(text), '');
  return `${lines.join('\n').trimEnd()}\n`;
}
