/** The panel's page: listens, draws what it is sent, and says what the person did. It holds nothing that it was not sent. */
import './panel.css';
import { element } from './dom.ts';
import { type ToHost, type ToPage, toPageSchema } from './messages.ts';
import { Page } from './page.ts';
import { register } from './toolkit.ts';

register();
const host = acquireVsCodeApi();
const send = (message: ToHost): void => host.postMessage(message);

/** What is drawn, and of which version of which document. */
let shown: Extract<ToPage, { type: 'show' }> | undefined;
/** Made of the first message. */
let page: Page | undefined;
const nothing = element('p', { class: 'nothing' });
nothing.setAttribute('role', 'status');
document.body.append(nothing);

function take(message: ToPage): void {
  if (message.type === 'labels') {
    page?.root.remove();
    // Answers are about what is drawn; with nothing drawn there is nothing to say.
    page = new Page(message.labels, (make) => {
      if (shown) send(make({ uri: shown.uri, version: shown.version }));
    });
    page.root.hidden = true;
    nothing.textContent = message.labels.looking;
    document.body.append(page.root);
    return;
  }
  const { uri, version } = message;
  if (!page || (shown?.uri === uri && version < shown.version)) return;
  switch (message.type) {
    case 'show':
      shown = message;
      host.setState(message.state);
      nothing.hidden = true;
      page.root.hidden = false;
      page.show(message);
      break;
    case 'outcomes':
      if (shown?.uri === uri && shown.version === version) page.showOutcomes(message);
      break;
    case 'model':
      if (shown?.uri === uri && shown.version === version) page.showModel(message);
      break;
    case 'anchors':
      if (shown?.uri === uri && shown.version === version) page.showAnchors(message.anchors);
      break;
    case 'writes':
      if (shown?.uri === uri && shown.version === version) page.write(message);
      break;
    case 'nothing':
      shown = undefined;
      page.root.hidden = true;
      nothing.hidden = false;
      nothing.textContent = message.reason;
      break;
    case 'said':
      page.say(message.text);
  }
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const parsed = toPageSchema.safeParse(event.data);
  if (parsed.success) take(parsed.data);
  else send({ type: 'failed', message: parsed.error.message });
});
window.addEventListener('error', (event) => send({ type: 'failed', message: event.message }));
document.addEventListener('securitypolicyviolation', (event) =>
  send({ type: 'failed', message: `blocked by the page's policy: ${event.violatedDirective} ${event.blockedURI}` }),
);
send({ type: 'ready' });
