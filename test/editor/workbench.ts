/**
 * VS Code in Chromium, used as a person would: keys, mouse, what can be read on the screen. Waits are on states that
 * show, never on time. Whatever the browser complains of, and whatever it asks of another machine, is remembered.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  type Browser,
  type BrowserContext,
  chromium,
  errors,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import { ensureChromium } from '../../scripts/setup.mjs';
import { isOurs } from './complaints.ts';
import { type Host, type OpenOptions, root } from './host.ts';

const require = createRequire(import.meta.url);

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

/** Chromium without a window (or with one), which can reach nothing but this machine. */
export function openBrowser({ window = false } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    headless: !window,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/**
 * The front end that code-server would put before VS Code is not there, and nothing needs it: but for its half of the key that secrets are
 * encrypted with in the browser.
 */
export async function refuseFrontEnd(page: Page): Promise<void> {
  await page.route(/\/(_static|update)\/|\/vsda\//, (route) => route.fulfill({ status: 204 }));
  await page.route(/\/mint-key$/, (route) => route.fulfill({ status: 200, body: Buffer.alloc(32, 7) }));
}

/** VS Code's own themes, and the class each gives the page. */
export const themes = {
  'Dark 2026': 'vs-dark',
  'Light 2026': 'vs',
  'Dark High Contrast': 'hc-black',
  'Light High Contrast': 'hc-light',
} as const;
export type Theme = keyof typeof themes;

/** The text of something as a person sees it: cells and lines apart, what is hidden left out. */
export function seen(what: Locator): Promise<string> {
  return what.innerText();
}

/** Whether something came about within its time. */
function happens(waited: Promise<unknown>): Promise<boolean> {
  return waited.then(
    () => true,
    (error: unknown) => {
      if (error instanceof errors.TimeoutError) return false;
      throw error;
    },
  );
}

export class Workbench implements AsyncDisposable {
  readonly page: Page;
  /** Console errors, violations of the content security policy, requests that leave this machine. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;
  readonly #host: Host;
  #leaving = false;

  private constructor(context: BrowserContext, page: Page, host: Host) {
    this.#context = context;
    this.page = page;
    this.#host = host;
    page.on('console', (message) => {
      const text = `${message.text()} (${message.location().url})`;
      if (message.type() === 'error' && !this.#leaving && isOurs(text)) this.complaints.push(text);
    });
    page.on('pageerror', (error) => this.complaints.push(`page error: ${error.stack ?? error.message}`));
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      // A webview's files have addresses of this kind, which its service worker answers: no network is asked.
      const ofWebview = hostname.endsWith('.vscode-resource.vscode-cdn.net');
      if (/^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1' && !ofWebview)
        this.complaints.push(`request off this machine: ${request.url()}`);
    });
  }

  /** Opens VS Code on a folder and waits until it can be used. */
  static async open(
    browser: Browser,
    host: Host,
    options: OpenOptions & { size?: Size; locale?: string },
  ): Promise<Workbench> {
    const context = await browser.newContext({
      viewport: options.size ?? { width: 1280, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(Number(process.env.WAIT_MS ?? 60_000));
    const page = await context.newPage();
    await refuseFrontEnd(page);
    const workbench = new Workbench(context, page, host);
    await page.goto(host.url(options));
    await workbench.ready();
    return workbench;
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.editor').waitFor();
    await this.page.locator('#status\\.host, .part.statusbar').first().waitFor();
  }

  /** Reloads the window as its own command does, which keeps what the window remembers. */
  async reload(): Promise<void> {
    // What VS Code had under way when the page went is cancelled, and it says so of each.
    this.#leaving = true;
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.ready();
    this.#leaving = false;
  }

  /** The editor that has the focus, or the only one. */
  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** What stands in the editor's visible lines, hints included. */
  async text(): Promise<string> {
    const lines = await this.editor.locator('.view-lines .view-line').evaluateAll((all) =>
      all
        .map((line) => ({ top: Number.parseFloat((line as HTMLElement).style.top), text: line.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** A visible line. Blanks in a pattern stand for the no-break spaces that the editor draws, too. */
  line(text: string | RegExp): Locator {
    const pattern = typeof text === 'string' ? text : new RegExp(text.source.replaceAll(' ', '\\s'), text.flags);
    return this.editor.locator('.view-line', { hasText: pattern }).first();
  }

  /** The innermost piece of text in the editor that reads so: a token, or an inlay hint. */
  token(text: string | RegExp): Locator {
    return this.editor.locator('.view-line span span', { hasText: text }).first();
  }

  hint(text: string | RegExp): Locator {
    return this.token(text);
  }

  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text }).first();
  }

  get squiggles(): Locator {
    return this.editor.locator('.squiggly-error, .squiggly-warning, .squiggly-info');
  }

  get hover(): Locator {
    return this.page.locator('.monaco-hover:not(.hidden) .hover-contents');
  }

  get suggestions(): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row');
  }

  /** Suggestions come with what is typed; a person who does not want them presses Escape. */
  async dismissSuggestions(): Promise<void> {
    const widget = this.page.locator('.suggest-widget.visible');
    await widget.waitFor();
    await this.press('Escape');
    await widget.waitFor({ state: 'hidden' });
  }

  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item-message');
  }

  /** Waits for a notification and reads it. VS Code repeats errors in its console, which is then no complaint. */
  async notice(text: string): Promise<string> {
    const said = await seen(this.notifications.filter({ hasText: text }).first());
    const others = this.complaints.filter((complaint) => !complaint.startsWith(said));
    this.complaints.splice(0, Number.POSITIVE_INFINITY, ...others);
    return said;
  }

  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.notifications.first().waitFor({ state: 'detached' });
  }

  get statusBar(): Locator {
    return this.page.locator('.part.statusbar');
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: name }).first();
  }

  /** The page inside a webview. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  }

  /** What axe finds wrong with the page inside a webview for people who do not see it, or see it otherwise. */
  async barriers(): Promise<string[]> {
    const page = await this.panel.locator('html').elementHandle();
    const frame = await page?.ownerFrame();
    if (!frame) throw new Error('no webview shows');
    // As an expression, which the page's policy lets a debugger evaluate, and nobody else.
    await frame.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const found = await frame.evaluate<{
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    }>("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })");
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary}`),
    );
  }

  /** Opens a file of the folder by its name, through Go to File. */
  async openFile(name: string): Promise<void> {
    await this.#fromQuickInput('Control+P', name, this.quickRow(name));
    await this.tab(name).waitFor();
    await this.editor.locator('.view-lines').waitFor();
  }

  /** Runs a command by its whole title, through the palette. */
  async command(title: string): Promise<void> {
    await this.#fromQuickInput('F1', `>${title}`, this.rowNamed(title));
  }

  async #fromQuickInput(key: string, text: string, row: Locator): Promise<void> {
    // What is listed is what there was when it opened; a command of an extension, or a new file, may come a moment later.
    for (let tries = 0; tries < 10; tries++) {
      await this.#ask(key, text);
      if (await happens(row.waitFor({ timeout: 2000 }))) {
        await row.click();
        // Not to rest, by chance, on something that then explains itself.
        return this.page.mouse.move(2, 2);
      }
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`there is no ${text}`);
  }

  /** Opens an input by its key and writes in it. It closes when something takes the focus meanwhile: then it is opened again. */
  async #ask(key: string, text: string): Promise<void> {
    for (let tries = 0; tries < 10; tries++) {
      await this.page.keyboard.press(key);
      if (await happens(this.#quickBox.fill(text, { timeout: 2000 }))) return;
    }
    throw new Error(`${key} opens no input`);
  }

  get #quickBox(): Locator {
    return this.page.locator('.quick-input-widget:not([style*="display: none"]) input[type="text"]').first();
  }

  /** Waits until an input that was answered has given way to the next, which is empty. */
  async quickEmpty(): Promise<void> {
    await this.page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('.quick-input-widget input[type="text"]')?.value === '',
    );
  }

  /** Writes in the input that is open. */
  quickInput(text: string): Promise<void> {
    return this.#quickBox.fill(text);
  }

  /** Writes in the input for a secret that is open. */
  quickSecret(text: string): Promise<void> {
    return this.page.locator('.quick-input-widget input[type="password"]').fill(text);
  }

  /** Waits until the input that is open holds this. */
  async quickInputSays(text: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) =>
        document.querySelector<HTMLInputElement>('.quick-input-widget input[type="text"]')?.value.includes(wanted),
      text,
    );
  }

  quickRow(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /** The row of a pick that has this whole name: the first match is not always the wanted one. */
  rowNamed(name: string): Locator {
    const exact = `.monaco-list-row[aria-label="${name}"], .monaco-list-row[aria-label^="${name},"]`;
    return this.page.locator('.quick-input-list').locator(exact).first();
  }

  /** Chooses in an open pick. */
  async pick(text: string | RegExp): Promise<void> {
    await this.quickRow(text).click();
  }

  /** Puts the caret at a line and column, both from 1; a column past the end is the end. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.#ask('Control+G', `:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.line(/./).waitFor();
  }

  /** Puts the caret behind the first occurrence of a text, found in the document (not only in what shows). */
  async goBehind(document: string, text: string): Promise<void> {
    const at = document.indexOf(text);
    if (at < 0) throw new Error(`the document does not have: ${text}`);
    const before = document.slice(0, at + text.length).split('\n');
    await this.goTo(before.length, (before.at(-1) ?? '').length + 1);
  }

  /** Saves the document in front, and waits until it is. */
  async save(): Promise<void> {
    await this.press('Control+S');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  press(...keys: string[]): Promise<void> {
    return keys.reduce((done, key) => done.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Points at something and reads the hover that comes of it. */
  async hoverOver(target: Locator, expected: string | RegExp): Promise<string> {
    await this.page.mouse.move(2, 2);
    await target.hover();
    return this.#readHover(expected);
  }

  /** Reads the hover at the caret. */
  async hoverHere(expected: string | RegExp): Promise<string> {
    await this.press('Control+K', 'Control+I');
    return this.#readHover(expected);
  }

  async #readHover(expected: string | RegExp): Promise<string> {
    const shown = this.hover.filter({ hasText: expected }).first();
    await shown.waitFor();
    // It fades in, which a picture would catch half way.
    await this.page
      .locator('.monaco-hover:not(.hidden)')
      .evaluateAll((all) => Promise.all(all.flatMap((one) => one.getAnimations()).map(({ finished }) => finished)));
    return seen(shown);
  }

  /** Opens the menu of code actions at the caret and chooses one. */
  async act(title: string | RegExp): Promise<void> {
    await this.press('Control+.');
    const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  async theme(theme: Theme): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.quickInput(theme);
    await this.rowNamed(theme).click();
    // Not to rest, by chance, on something that then explains itself.
    await this.page.mouse.move(2, 2);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${themes[theme]}`).first().waitFor();
  }

  /** Saves a picture of the window, or of a part of it: below `out/shots`, unless the path is whole. */
  async shot(file: string, clip?: Box): Promise<string> {
    const at = path.isAbsolute(file) ? file : path.join(root, 'out/shots', file);
    mkdirSync(path.dirname(at), { recursive: true });
    await this.page.screenshot({ path: at, ...(clip ? { clip } : {}) });
    return at;
  }

  async box(selector: string): Promise<Box> {
    const found = await this.page.locator(selector).first().boundingBox();
    if (!found) throw new Error(`${selector} does not show`);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    if (this.#host.reachedOut.length) this.complaints.push(...this.#host.reachedOut);
  }
}
