/** The table of a folder's imaginings: runs the jobs that are not answered yet, shows them as they come, saves them as CSV. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { IMAGINE, OPEN_PANEL, type PanelTarget } from '../../server/protocol.ts';
import { type FromTable, fromTableSchema, type TableRow, type ToTable } from '../../webview/tableMessages.ts';
import { load } from '../imagine/page.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { type Ask, ask } from './asking.ts';
import { Answers, answerTo, atATime, isObserved, type Job, jobsOf } from './batch.ts';
import type { Chosen } from './chosen.ts';
import { failureKind, inWords } from './failures.ts';
import { placeOf } from './place.ts';
import { askedKey } from './prepare.ts';
import { modelSettings } from './settings.ts';
import { tableCsv } from './tableCsv.ts';
import { tableLabels } from './tableLabels.ts';
import { tableRow } from './tableRow.ts';

const { t } = vscode.l10n;

/** Failures that the next question would meet, too. */
const LASTING: ReadonlySet<string> = new Set(['refused', 'unauthorized', 'no model']);

async function textOf(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

export class FolderTable implements vscode.Disposable {
  readonly #services: Services;
  readonly #folder: vscode.Uri;
  /** By their names, in the order of those. */
  readonly #files: ReadonlyMap<string, vscode.Uri>;
  readonly #panel: vscode.WebviewPanel;
  #listening = false;
  #jobs: Job[] = [];
  readonly #status: TableRow['status'][] = [];
  #abort: AbortController | undefined;
  /** How the model was asked whose answers are shown. */
  #how: string | undefined;
  #progress = '';
  #trouble: string | undefined;

  constructor(services: Services, folder: vscode.Uri, files: readonly vscode.Uri[], closed: () => void) {
    this.#services = services;
    this.#folder = folder;
    const sorted = files.toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
    this.#files = new Map(sorted.map((file) => [vscode.workspace.asRelativePath(file, false), file]));
    this.#panel = vscode.window.createWebviewPanel('deepimagine.table', this.#title, vscode.ViewColumn.One);
    this.#panel.webview.onDidReceiveMessage((given: unknown) => {
      const parsed = fromTableSchema.safeParse(given);
      if (parsed.success) this.#act(parsed.data);
      else services.log.error('The table sent what is not a message', parsed.error.message);
    });
    this.#panel.onDidDispose(() => {
      this.#listening = false;
      this.#abort?.abort();
      closed();
    });
    load(this.#panel, services.context.extensionUri, 'table');
  }

  /** Reads the trials, then asks the model about what it has not answered yet. Ends when all is done, or is stopped. */
  async run(): Promise<void> {
    if (this.#abort) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#trouble = undefined;
    try {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: this.#title, cancellable: true },
        async (progress, token) => {
          token.onCancellationRequested(() => abort.abort());
          await this.#read(abort.signal, (message) => progress.report({ message }));
          await this.#ask(abort, (message) => progress.report({ message }));
        },
      );
    } catch (error) {
      if (!abort.signal.aborted) {
        this.#services.log.error('The trials of a folder could not be imagined', error);
        this.#trouble = inWords(error);
      }
    } finally {
      this.#abort = undefined;
      this.#tell();
    }
  }

  dispose(): void {
    this.#panel.dispose();
  }

  get #title(): string {
    const name = this.#folder.path.slice(this.#folder.path.lastIndexOf('/') + 1);
    return t('Imaginings in {0}', plain(name, 60));
  }

  get #chosen(): Chosen | undefined {
    return modelSettings().predictor;
  }

  async #read(signal: AbortSignal, report: (message: string) => void): Promise<void> {
    this.#jobs = [];
    this.#status.length = 0;
    let read = 0;
    for (const [name, file] of this.#files) {
      signal.throwIfAborted();
      const jobs = jobsOf(name, await textOf(file));
      const from = this.#jobs.length;
      this.#jobs.push(...jobs);
      for (const { row, askable } of jobs)
        this.#status.push(row.trouble !== undefined ? 'failed' : this.#chosen && askable ? 'waiting' : 'done');
      this.#progress = t('{0} of {1} trials read', ++read, this.#files.size);
      report(this.#progress);
      this.#send(jobs.map((_, i) => from + i));
      this.#tell();
    }
    this.#progress = t('{0} scenarios of {1} trials', this.#jobs.length, this.#files.size);
  }

  async #ask(abort: AbortController, report: (message: string) => void): Promise<void> {
    const settings = modelSettings();
    const chosen = settings.predictor;
    if (!chosen) return;
    const how = askedKey(chosen, settings);
    this.#how = how;
    const answers = await Answers.open(this.#file);
    const open: number[] = [];
    for (const [id, { key, row, askable }] of this.#jobs.entries()) {
      if (!askable) continue;
      const known = answers.of(key, how);
      if (known) {
        Object.assign(row, known);
        this.#status[id] = 'done';
        this.#send([id]);
      } else open.push(id);
    }
    const all = this.#jobs.filter(({ askable }) => askable).length;
    const others = this.#jobs.length - all;
    const by = [plain(chosen.model), placeOf(chosen.url)];
    const told = () => {
      const observed = this.#jobs.filter(({ askable, row }) => askable && isObserved(row)).length;
      const done = all - this.#unanswered - observed;
      const answers = t('{0} of {1} scenarios answered by {2}, {3}', done, all - observed, ...by);
      this.#progress = [
        answers,
        ...(observed > 0 ? [t('{0} observed, so not asked', observed)] : []),
        ...(others > 0 ? [t('{0} without a question', others)] : []),
      ].join('; ');
      report(this.#progress);
      this.#tell();
    };
    told();
    const models = await this.#services.models();
    const { cache, underWay } = models;
    // All are asked as it was at the beginning, whatever the settings say meanwhile: under that the answers are kept.
    const asking: Ask = { services: this.#services, settings, chosen, cache };
    const way = underWay.begin(this.#title, () => abort.abort());
    try {
      await atATime(open, settings.parallel, abort.signal, async (id) => {
        await this.#askOne(id, asking, abort, async (file, { key, model, run, seconds }) => {
          await answers.add(key, how, model, seconds);
          // The panel beside the document shows it, too.
          await models.keep(file.toString(), run, { chosen, key, how });
        });
        told();
      });
    } finally {
      way.end();
    }
  }

  async #askOne(
    id: number,
    asking: Ask,
    abort: AbortController,
    keep: (file: vscode.Uri, answer: Awaited<ReturnType<typeof answerTo>>) => Promise<void>,
  ): Promise<void> {
    const job = this.#jobs[id];
    const file = job && this.#files.get(job.row.file);
    if (!file) return;
    this.#status[id] = 'running';
    this.#send([id]);
    try {
      const text = await textOf(file);
      const answer = await answerTo(text, job.row.scenario, (asked) => ask(asked, asking, abort.signal));
      const { key, model, seconds } = answer;
      await keep(file, answer);
      // A trial that was changed meanwhile has another row.
      if (key !== job.key)
        Object.assign(
          job,
          jobsOf(job.row.file, text).find(({ row }) => row.scenario === job.row.scenario),
        );
      Object.assign(job.row, { model, seconds });
      this.#status[id] = 'done';
    } catch (error) {
      this.#status[id] = abort.signal.aborted ? 'waiting' : 'failed';
      if (!abort.signal.aborted) {
        this.#services.log.warn(`${job.row.file}, ${job.row.name}: ${inWords(error)}`);
        if (LASTING.has(failureKind(error) ?? '')) {
          this.#trouble = inWords(error);
          this.#status[id] = 'waiting';
          abort.abort();
        } else job.row.trouble = inWords(error);
      }
    }
    this.#send([id]);
  }

  /** How many could be asked and have no answer. */
  get #unanswered(): number {
    return this.#jobs.filter(({ askable }, id) => askable && this.#status[id] !== 'done').length;
  }

  get #file(): string {
    const { storageUri, globalStorageUri } = this.#services.context;
    const name = createHash('sha256').update(this.#folder.toString()).digest('hex').slice(0, 32);
    return vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'folders', `${name}.ndjson`).fsPath;
  }

  #act(message: FromTable): void {
    switch (message.type) {
      case 'ready':
        this.#listening = true;
        this.#post({ type: 'labels', labels: tableLabels(plain(this.#chosen?.model ?? '', 40)) });
        this.#tell();
        this.#send(this.#jobs.map((_, id) => id));
        break;
      case 'cancel':
        this.#abort?.abort();
        break;
      case 'resume':
        void this.run();
        break;
      case 'csv':
        void this.#save();
        break;
      case 'open':
        void this.#open(message.id);
        break;
      case 'failed':
        this.#services.log.error(`The table's page: ${message.message}`);
    }
  }

  async #open(id: number): Promise<void> {
    const job = this.#jobs[id];
    const file = job && this.#files.get(job.row.file);
    if (!file) return;
    await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.Active });
    const target: PanelTarget = { uri: file.toString(), scenario: job.row.scenario };
    await vscode.commands.executeCommand((await this.#isForgotten(job, file)) ? IMAGINE : OPEN_PANEL, target);
  }

  /** The history takes in no more than so many documents. What is answered here and not there is imagined once more, from what is remembered of it. */
  async #isForgotten({ key, row }: Job, file: vscode.Uri): Promise<boolean> {
    const settings = modelSettings();
    const { predictor } = settings;
    if (!predictor || !row.model || isObserved(row) || askedKey(predictor, settings) !== this.#how) return false;
    return !(await (await this.#services.models()).holds(file.toString(), key, this.#how));
  }

  async #save(): Promise<void> {
    const uri = await vscode.window.showSaveDialog({
      title: t('Save as CSV'),
      filters: { CSV: ['csv'] },
      defaultUri: vscode.Uri.joinPath(this.#folder, 'imaginings.csv'),
    });
    if (!uri) return;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(tableCsv(this.#jobs.map(({ row }) => row))));
  }

  #tell(): void {
    this.#post({
      type: 'state',
      title: this.#title,
      models: this.#chosen !== undefined,
      running: this.#abort !== undefined,
      open: this.#unanswered,
      progress: this.#progress,
      ...(this.#trouble !== undefined && { trouble: this.#trouble }),
    });
  }

  #send(ids: readonly number[]): void {
    const rows = ids.flatMap((id) => {
      const job = this.#jobs[id];
      return job ? [tableRow(job.row, id, this.#status[id] ?? 'waiting')] : [];
    });
    this.#post({ type: 'rows', rows });
  }

  #post(message: ToTable): void {
    if (this.#listening) void this.#panel.webview.postMessage(message);
  }
}
