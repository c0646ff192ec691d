/** A VS Code for the tests of one file: started before them, ended after them, and no test passes while it complains. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Host, type HostOptions, startHost } from './host.ts';
import { vsix } from './package.ts';
import { openBrowser, type Size, Workbench } from './workbench.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

export interface SessionOptions extends Omit<HostOptions, 'vsix'> {
  size?: Size;
  /** The folder to open, below the workspace. */
  folder?: string;
  /** What is done to the workspace before it is opened. */
  prepare?: (workspace: string) => void;
}

export class Session {
  #workspace: Workspace | undefined;
  #host: Host | undefined;
  #browser: Browser | undefined;
  #workbench: Workbench | undefined;

  /** Registers what starts and ends it with the test file that calls. */
  constructor(options: SessionOptions | (() => SessionOptions) = {}) {
    beforeAll(async () => {
      const wanted = typeof options === 'function' ? options() : options;
      this.#workspace = makeWorkspace();
      wanted.prepare?.(this.#workspace.folder);
      this.#host = await startHost({ ...wanted, vsix });
      this.#browser = await openBrowser();
      this.#workbench = await Workbench.open(this.#browser, this.#host, {
        folder: path.join(this.#workspace.folder, wanted.folder ?? ''),
        ...(wanted.size ? { size: wanted.size } : {}),
      });
    });
    beforeEach(({ onTestFailed, task }) => {
      onTestFailed(async () => {
        await this.#workbench?.shot(`failed/${task.name.replace(/\W+/g, '-')}.png`);
      });
    });
    afterEach(() => {
      expect(this.#workbench?.complaints.splice(0)).toEqual([]);
      expect(this.#host?.reachedOut).toEqual([]);
    });
    afterAll(async () => {
      await this.#workbench?.[Symbol.asyncDispose]();
      await this.#browser?.close();
      await this.#host?.[Symbol.asyncDispose]();
      this.#workspace?.[Symbol.dispose]();
    });
  }

  get workbench(): Workbench {
    if (!this.#workbench) throw new Error('VS Code is started before the first test');
    return this.#workbench;
  }

  get host(): Host {
    if (!this.#host) throw new Error('VS Code is started before the first test');
    return this.#host;
  }

  get folder(): string {
    if (!this.#workspace) throw new Error('the workspace is made before the first test');
    return this.#workspace.folder;
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text);
  }
}
