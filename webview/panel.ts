/** The panel's page: listens, draws what it is sent, and says what the person did. It holds nothing that it was not sent. */
import './panel.css';
import { element, redraw } from './dom.ts';
import { ladderOf } from './ladder.ts';
import { type ToHost, type ToPage, toPageSchema, type View } from './messages.ts';
import { badge, bar, direction, row, section, table } from './parts.ts';
import { button, link, register, select, toggle } from './toolkit.ts';

register();
const host = acquireVsCodeApi();
const send = (message: ToHost): void => host.postMessage(message);

/** What is drawn, and of which version of which document. */
let shown: Extract<ToPage, { type: 'show' }> | undefined;
/** Answers are about what is drawn; with nothing drawn there is nothing to say. */
function answer(make: (about: { uri: string; version: number }) => ToHost): void {
  if (shown) send(make({ uri: shown.uri, version: shown.version }));
}

const title = element('h1');
const registry = element('span', { class: 'registry' });
const pin = toggle('Stay with this trial and this choice, whatever the cursor does', (pinned) =>
  answer((about) => ({ type: 'pin', ...about, pinned })),
);
const copy = button('Copy', 'Copy as Markdown', () => answer((about) => ({ type: 'copy', ...about })));
const said = element('span', { class: 'said dim' });
said.setAttribute('role', 'status');
const pick = (name: 'outcome' | 'contrast' | 'scenario') =>
  select(name, (id) => answer((about) => ({ type: 'pick', ...about, picks: { [name]: id } })));
const pickers = { contrast: pick('contrast'), outcome: pick('outcome'), scenario: pick('scenario') };
const header = element(
  'header',
  {},
  element('div', { class: 'top' }, element('div', { class: 'name' }, title, registry), said, copy, pin.root),
  element('div', { class: 'pickers' }, pickers.contrast.root, pickers.scenario.root, pickers.outcome.root),
);
const saying = element('p', { class: 'sentence' });
saying.setAttribute('role', 'status');
const summary = element('div', { class: 'summary' });
const main = element('main');
const nothing = element('p', { class: 'nothing', text: 'Looking…' });
nothing.setAttribute('role', 'status');
const page = element('div', { class: 'page' }, header, saying, summary, main);
page.hidden = true;
document.body.append(nothing, page);

function outcomesOf(view: View): HTMLElement[] {
  if (view.outcomes.length === 0) return [];
  const columns = ['outcome', 'observed', 'imagined'];
  const rows = view.outcomes.map((outcome) => {
    const { id } = outcome;
    const opener = element(id === undefined ? 'span' : 'button', { text: outcome.label });
    if (id !== undefined) {
      opener.className = 'plain';
      opener.dataset.key = `outcome ${id}`;
      opener.title = 'Look at this outcome';
      opener.addEventListener('click', () => answer((about) => ({ type: 'pick', ...about, picks: { outcome: id } })));
    }
    const imagined = element('span');
    if (outcome.direction) imagined.append(direction(outcome.direction), ' ');
    imagined.append(element('span', { class: outcome.direction ? '' : 'dim', text: outcome.imagined }));
    if (outcome.flips) imagined.append(' ', element('span', { class: 'tag', text: 'changes' }));
    const made = row(columns, [opener, outcome.observed, imagined]);
    if (id !== undefined && id === view.pickers.outcome.chosen) made.setAttribute('aria-current', 'true');
    return made;
  });
  return [table('All outcomes under this scenario', columns, rows)];
}

function whyOf(view: View): HTMLElement[] {
  return view.why.map(({ factor, text, mechanism }) => {
    const words = element('span', { text });
    const made = element('div', { class: 'reason' }, badge(factor), words);
    if (mechanism) words.append(' ', element('span', { class: 'tag', text: mechanism }));
    return made;
  });
}

function evidenceOf(view: View): HTMLElement[] {
  if (view.evidence.length === 0) return [];
  const columns = ['source', 'what differs', 'observed', 'nearness'];
  const rows = view.evidence.map((pair) =>
    row(columns, [
      pair.link ? link(pair.link.id, pair.link.href) : pair.source,
      element('span', {}, badge(pair.factor), ' ', pair.differs),
      pair.to === undefined ? pair.from : `${pair.from} → ${pair.to}`,
      pair.nearness,
    ]),
  );
  return [table('Observed pairs that speak for or against', columns, rows)];
}

function trustOf(view: View): HTMLElement {
  const lines = [view.predictor, ...view.trust].filter((text) => text !== '');
  const made = section(
    'How far to trust this',
    lines.map((text) => element('p', { text })),
  );
  made.className = 'trust';
  return made;
}

function draw(message: Extract<ToPage, { type: 'show' }>): void {
  const { view } = message;
  nothing.hidden = true;
  page.hidden = false;
  title.textContent = view.title;
  registry.replaceChildren(view.registry ? link(view.registry.id, view.registry.href) : view.document);
  pin.set(view.pinned, view.pinned ? 'Pinned' : 'Pin');
  pickers.contrast.set(view.pickers.contrast);
  pickers.outcome.set(view.pickers.outcome);
  pickers.scenario.set(view.pickers.scenario);
  // A screen reader is told the sentence again only when it is another one.
  const sentence = view.sentence.map(({ text, strong }) => (strong ? element('strong', { text }) : text));
  if (saying.textContent !== view.sentence.map(({ text }) => text).join('')) saying.replaceChildren(...sentence);
  redraw(
    summary,
    ...(view.probabilities.length > 0 ? [bar(view.probabilities)] : []),
    ...view.notes.map((text) => element('p', { class: 'note dim', text })),
  );
  const reveal = (at: { start: number; end: number }) => answer((about) => ({ type: 'reveal', ...about, ...at }));
  redraw(
    main,
    element(
      'div',
      {},
      section('Step by step', view.ladder ? [ladderOf(view.ladder, reveal)] : []),
      section('All outcomes under this scenario', outcomesOf(view)),
    ),
    element('div', {}, section('Why', whyOf(view)), section('Evidence', evidenceOf(view)), trustOf(view)),
  );
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const parsed = toPageSchema.safeParse(event.data);
  if (!parsed.success) {
    send({ type: 'failed', message: parsed.error.message });
    return;
  }
  const message = parsed.data;
  const stale = shown?.uri === message.uri && message.version < shown.version;
  if (stale) return;
  if (message.type === 'show') {
    said.textContent = '';
    shown = message;
    host.setState(message.state);
    draw(message);
  } else if (message.type === 'nothing') {
    shown = undefined;
    page.hidden = true;
    nothing.hidden = false;
    nothing.textContent = message.reason;
  } else {
    said.textContent = message.text;
  }
});
window.addEventListener('error', (event) => send({ type: 'failed', message: event.message }));
document.addEventListener('securitypolicyviolation', (event) =>
  send({ type: 'failed', message: `blocked by the page's policy: ${event.violatedDirective} ${event.blockedURI}` }),
);
send({ type: 'ready' });
