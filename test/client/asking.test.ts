/** A model is asked of what was meant and nothing else, whatever happens between the wish and the question. The editor is a stand-in. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Shown } from '../../client/imagine/answers.ts';
import { Beside } from '../../client/imagine/beside.ts';
import { Models, type Subject } from '../../client/models/models.ts';
import type { Services } from '../../client/services.ts';

const editor = vi.hoisted(() => ({
  settings: {} as Record<string, unknown>,
  trusted: true,
  changed: (_event: unknown): void => undefined,
  saved: (_document: unknown): void => undefined,
}));

vi.mock('vscode', async () => {
  const { editor: common, nothing } = await import('./editor.ts');
  return {
    ...common,
    workspace: {
      get isTrusted() {
        return editor.trusted;
      },
      onDidChangeTextDocument: (told: typeof editor.changed) => {
        editor.changed = told;
        return nothing();
      },
      onDidSaveTextDocument: (told: typeof editor.saved) => {
        editor.saved = told;
        return nothing();
      },
      onDidCloseTextDocument: nothing,
      onDidChangeConfiguration: nothing,
      getConfiguration: () => ({ get: (key: string) => editor.settings[key] }),
    },
  };
});

const text = `trial: NCT04788511
arms:
  drug: { role: experimental, drug: Examplamab, dose: 10 mg ~> 5 mg }
  placebo: { role: placebo }
outcomes:
  pain: { measure: Pain, unit: points, better: lower }
`;

class Document {
  readonly uri;
  version = 1;
  isClosed = false;
  text = text;
  constructor(name: string) {
    this.uri = { path: `/${name}`, toString: () => `file:///${name}` };
  }
  getText(): string {
    return this.text;
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  editor.trusted = true;
  editor.settings = { 'models.predictor': 'm @ http://127.0.0.1:1', 'models.askOn': 'save', corpus: '' };
});

describe('beside what the panel shows, a model is asked', () => {
  const [one, other] = [new Document('one.trial'), new Document('other.trial')];
  let about: Document;
  let shown: Shown | undefined;
  let asked: [string, string | null][];
  let known: boolean;
  let tell: (change: { uri: string }) => void;
  let beside: Beside;

  /** The panel's answer about a document and a scenario of it. */
  const answerOf = (document: Document, scenario: string | null): Shown =>
    ({
      uri: document.uri.toString(),
      answer: { version: document.version, scenario, look: undefined },
    }) as unknown as Shown;

  /** What is shown by now is about this. */
  const show = async (document: Document, scenario: string | null = null) => {
    shown = answerOf(document, scenario);
    await beside.show();
    await turn();
  };

  beforeEach(() => {
    about = one;
    shown = undefined;
    asked = [];
    known = false;
    const models = {
      ready: async () => undefined,
      view: () => undefined,
      isNew: async () => !known,
      imagine: async ({ document, scenario }: Subject) => void asked.push([document.uri.path, scenario]),
      onDidChange: (told: typeof tell) => {
        tell = told;
        return { dispose() {} };
      },
    };
    beside = new Beside({ models: async () => models, log: { error: expect.fail } } as unknown as Services, {
      shown: () => shown,
      document: () => about as unknown as vscode.TextDocument,
      post: () => undefined,
      settle: () => undefined,
    });
    return () => beside.dispose();
  });

  it('once what was meant is there, and not of what is still shown while that streams', async () => {
    await show(one, 'first');
    beside.want();
    tell({ uri: one.uri.toString() });
    await turn();
    expect(asked).toEqual([]);
    await show(one, 'second');
    expect(asked).toEqual([['/one.trial', 'second']]);
    await show(one, 'second');
    expect(asked).toHaveLength(1);
  });

  it('not of one document with the scenario of another', async () => {
    await show(one, 'of one');
    about = other;
    beside.want();
    beside.act({ type: 'imagine', uri: one.uri.toString(), version: 1 });
    await turn();
    expect(asked).toEqual([]);
    await show(other, 'of other');
    expect(asked).toEqual([['/other.trial', 'of other']]);
  });

  it('not of another document than the one that was saved, to which the panel went meanwhile', async () => {
    await show(one);
    one.version++;
    editor.saved(one);
    about = other;
    await show(other);
    about = one;
    await show(one);
    expect(asked).toEqual([]);
  });

  it('not for a panel that was closed before it showed anything', async () => {
    beside.want();
    beside.forget();
    await show(one);
    expect(asked).toEqual([]);
  });

  it('by saving what is new alone, in a workspace that is trusted', async () => {
    await show(one);
    editor.saved(other);
    known = true;
    editor.saved(one);
    await turn();
    known = false;
    editor.trusted = false;
    editor.saved(one);
    await turn();
    expect(asked).toEqual([]);
    editor.trusted = true;
    editor.saved(one);
    await turn();
    expect(asked).toHaveLength(1);
  });

  it('by typing, once that pauses, of the document that was typed in', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      editor.settings = { ...editor.settings, 'models.askOn': 'typing' };
      await show(one);
      const typed = () => editor.changed({ document: one, contentChanges: [{}] });
      typed();
      about = other;
      shown = answerOf(other, null);
      vi.advanceTimersByTime(1500);
      await turn();
      expect(asked).toEqual([]);
      about = one;
      await show(one);
      typed();
      vi.advanceTimersByTime(1000);
      typed();
      vi.advanceTimersByTime(1000);
      await turn();
      expect(asked).toEqual([]);
      vi.advanceTimersByTime(500);
      await turn();
      expect(asked).toEqual([['/one.trial', null]]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('what is asked of a model', () => {
  const document = new Document('a.trial');
  const subject = { document, scenario: null, look: undefined, evidence: undefined } as unknown as Subject;

  /** With the signals that servers were asked under. */
  function models() {
    const failed: unknown[] = [];
    const log = { info() {}, warn() {}, error: (_: string, error: unknown) => failed.push(error) };
    const context = { storageUri: { fsPath: '/nowhere' }, secrets: { get: async () => undefined } };
    return { all: new Models({ context, log } as unknown as Services), failed };
  }

  it.for([
    ['is changed', () => Object.assign(document, { version: 2, text: text.replace('~> 5 mg', '~> 4 mg') })],
    ['is closed', () => Object.assign(document, { isClosed: true })],
  ] as const)('is not asked any more where its trial %s while the history is read', async ([, happens]) => {
    Object.assign(document, { version: 1, text, isClosed: false });
    const { all, failed } = models();
    const asking = all.imagine(subject);
    happens();
    await asking;
    expect(all.view(subject)?.status).not.toBe('failed');
    expect(failed).toEqual([]);
    all.dispose();
  });

  it('and was answered is forgotten where it is shown, too, though nothing was asked since the window was opened', async () => {
    Object.assign(document, { version: 1, text, isClosed: false });
    const { all } = models();
    vi.spyOn(all.cache, 'clear').mockResolvedValue({ entries: 0, bytes: 0 });
    await all.ready(document.uri.toString());
    const changed: string[] = [];
    all.onDidChange(({ uri }) => changed.push(uri));
    await all.clear();
    expect(changed).toEqual([document.uri.toString()]);
    all.dispose();
  });

  it('is asked where only a comment was written meanwhile', async () => {
    Object.assign(document, { version: 1, text, isClosed: false });
    const { all, failed } = models();
    const asking = all.imagine(subject);
    Object.assign(document, { version: 2, text: `# seen\n${text}` });
    await asking;
    // Nobody listens at that port.
    expect(failed).toHaveLength(1);
    all.dispose();
  });
});
