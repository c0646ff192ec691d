/** The language server's life, with a client that starts no process. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const made = vi.hoisted(() => ({
  clients: [] as {
    starts: number;
    disposed: boolean;
    stopped: boolean;
    closed: () => Promise<{ action: number }>;
    fire: (state: number) => void;
  }[],
  messages: [] as string[],
  /** The buttons of the last message; pressing one does what it offers. */
  buttons: [] as string[],
  press: (_button: string): void => undefined,
  broken: false,
  /** What a server that is started answers with: its start ends with it. */
  answers: Promise.resolve(),
}));

vi.mock('vscode', () => {
  class EventEmitter {
    #listeners: ((value: unknown) => void)[] = [];
    event = (listener: (value: unknown) => void) => this.#listeners.push(listener);
    fire = (value: unknown) => {
      for (const listener of this.#listeners) listener(value);
    };
    dispose() {
      this.#listeners = [];
    }
  }
  const show = (message: string, ...buttons: string[]) => {
    made.messages.push(message);
    made.buttons = buttons;
    return new Promise((resolve) => {
      made.press = resolve;
    });
  };
  return {
    EventEmitter,
    l10n: { t: (text: string) => text },
    window: { showInformationMessage: show, showWarningMessage: show, showErrorMessage: show },
    workspace: { workspaceFolders: [] },
  };
});

vi.mock('vscode-languageclient/node', () => {
  class LanguageClient {
    starts = 0;
    disposed = false;
    stopped = false;
    state = 1;
    closed: () => Promise<{ action: number }>;
    #listener: (change: { newState: number }) => void = () => undefined;
    constructor(
      _id: string,
      _name: string,
      _server: unknown,
      options: { errorHandler: { closed: () => Promise<{ action: number }> } },
    ) {
      this.closed = options.errorHandler.closed;
      made.clients.push(this);
    }
    fire(state: number) {
      this.state = state;
      this.#listener({ newState: state });
    }
    onDidChangeState(listener: (change: { newState: number }) => void) {
      this.#listener = listener;
    }
    onNotification() {}
    async start() {
      this.starts += 1;
      if (made.broken) {
        // As the real one does: once `closed` is answered, it forgets the start that is under way, which then ends well.
        await Promise.resolve();
        const forgotten = this.closed().then(() => 'forgotten');
        const failed = new Promise((resolve) => setImmediate(() => resolve('failed')));
        if ((await Promise.race([forgotten, failed])) === 'forgotten') return;
        throw new Error('broken at its start');
      }
      // As the real one does: listeners hear of its start before `start` returns.
      this.fire(3);
      await made.answers;
      this.fire(2);
    }
    async stop() {
      this.stopped = true;
    }
    error() {}
    debug() {}
    async dispose() {
      this.disposed = true;
      await Promise.resolve();
      this.fire(1);
    }
  }
  return {
    LanguageClient,
    CloseAction: { DoNotRestart: 1, Restart: 2 },
    ErrorAction: { Continue: 1 },
    HoverRequest: { method: 'textDocument/hover' },
    LSPErrorCodes: {},
    ResponseError: Error,
    RevealOutputChannelOn: { Never: 4 },
    State: { Stopped: 1, Running: 2, Starting: 3 },
    TransportKind: { ipc: 1 },
  };
});

const { LanguageServer } = await import('../../client/language.ts');

function server() {
  const log = { info: vi.fn(), warn: vi.fn(), debug: vi.fn(), error: vi.fn(), show: vi.fn() };
  const context = { asAbsolutePath: (file: string) => file, globalStorageUri: { fsPath: 'storage' } };
  return new LanguageServer(context as never, log as never);
}

beforeEach(() => {
  made.clients.length = 0;
  made.messages.length = 0;
  made.broken = false;
  made.answers = Promise.resolve();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the language server', () => {
  it('is started once, however many ask, and even where somebody asks again while told of its start', async () => {
    const life = server();
    life.onDidChangeState(() => void life.start());
    await Promise.all([life.start(), life.start()]);
    expect(made.clients).toHaveLength(1);
    expect(made.clients[0]?.starts).toBe(1);
  });

  it('is restarted once, however often that is asked for meanwhile', async () => {
    const life = server();
    life.onDidChangeState(() => void life.start());
    await life.start();
    await Promise.all([life.restart(), life.restart(), life.restart()]);
    expect(made.clients).toHaveLength(2);
    expect(made.clients[0]?.disposed).toBe(true);
    expect(made.clients[1]).toMatchObject({ starts: 1, disposed: false });
  });

  it('that keeps failing is told of twice in all, and started again only when asked', async () => {
    const life = server();
    life.onDidChangeState(() => void life.start().catch(() => undefined));
    await life.start();
    for (let crash = 1; crash <= 3; crash++) {
      made.clients.at(-1)?.closed();
      await vi.waitFor(() => expect(made.clients).toHaveLength(crash + 1));
      await life.start();
    }
    await vi.waitFor(() => expect(made.messages).toHaveLength(1));
    made.clients.at(-1)?.closed();
    await vi.waitFor(() => expect(made.messages).toHaveLength(2));
    await expect(life.start()).rejects.toThrow('keeps failing');
    expect(made.clients).toHaveLength(4);
    expect(made.clients.every(({ disposed }) => disposed)).toBe(true);
    await life.restart();
    expect(made.clients).toHaveLength(5);
    await expect(life.start()).resolves.toBe(made.clients[4]);
  });

  it('that cannot be started is told once, however many ask; tried again only when asked, and then told anew', async () => {
    made.broken = true;
    const life = server();
    life.onDidChangeState(() => void life.start().catch(() => undefined));
    await expect(Promise.all([life.start(), life.start()])).rejects.toThrow('broken at its start');
    await expect(life.start()).rejects.toThrow('broken at its start');
    await expect(life.request('x', {})).rejects.toThrow('broken at its start');
    expect(made.clients).toHaveLength(1);
    expect(made.messages).toEqual([expect.stringMatching(/could not be started\. .+\.$/)]);
    expect(made.buttons).toEqual(['Try Again', 'Show Log']);

    made.press('Try Again');
    await vi.waitFor(() => expect(made.messages).toHaveLength(2));
    expect(made.clients).toHaveLength(2);

    made.broken = false;
    made.press('Try Again');
    await vi.waitFor(() => expect(made.clients).toHaveLength(3));
    await expect(life.start()).resolves.toBe(made.clients[2]);
    expect(made.messages).toHaveLength(2);
  });

  it('that never answers is given up; that it ends later is no failure of the one that was started after it', async () => {
    vi.useFakeTimers();
    let end = () => {};
    made.answers = new Promise<void>((_, reject) => {
      end = () => reject(new Error('the connection was closed'));
    });
    const life = server();
    const refused = expect(life.start()).rejects.toThrow('did not answer within 30 s');
    await vi.advanceTimersByTimeAsync(30_000);
    await refused;
    expect(made.messages).toEqual([expect.stringMatching(/could not be started/)]);

    made.answers = Promise.resolve();
    made.press('Try Again');
    await vi.waitFor(() => expect(made.clients).toHaveLength(2));
    await expect(life.start()).resolves.toBe(made.clients[1]);
    end();
    await made.clients[0]?.closed();
    await expect(life.start()).resolves.toBe(made.clients[1]);
    expect(made.clients).toHaveLength(2);
    expect(made.messages).toHaveLength(1);
  });

  it('is not left running, nor told of, where the extension ends while it starts; and is not started after that', async () => {
    let answer = () => {};
    made.answers = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const life = server();
    const refused = expect(life.start()).rejects.toThrow('ended while it started');
    await vi.waitFor(() => expect(made.clients).toHaveLength(1));
    await life.dispose();
    answer();
    await refused;
    expect(made.clients[0]).toMatchObject({ disposed: true, stopped: true });
    await expect(life.start()).rejects.toThrow('has ended');
    await life.restart();
    expect(made.clients).toHaveLength(1);
    expect(made.messages).toEqual([]);
  });

  it('is not started where the extension ends before it is', async () => {
    const life = server();
    const refused = expect(life.start()).rejects.toThrow('has ended');
    await life.dispose();
    await refused;
    expect(made.clients).toHaveLength(0);
    expect(made.messages).toEqual([]);
  });
});
