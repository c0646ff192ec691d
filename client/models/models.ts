/**
 * Language models in the editor: which is chosen, what runs, and what was answered before. One run for each document. A run is of one
 * state of a trial: an edit that changes what is asked ends it, and what was asked of another state is never shown as of this one.
 */
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Imagining } from '../../core/imagine/answer.ts';
import type { Answers } from '../../core/imagine/cache/answers.ts';
import type { ImaginingEvent } from '../../core/imagine/imagine.ts';
import type { Look, Parsed } from '../../core/trial/types.ts';
import type { Model } from '../../webview/messages.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { mayAskModels } from '../trust.ts';
import { saysTheSame } from './again.ts';
import { type Ask, answersKept, ask } from './asking.ts';
import type { Chosen } from './chosen.ts';
import { earlierText, entryLabel, tellTheSame, whenTexts } from './earlier.ts';
import { inWords } from './failures.ts';
import { type Entry, entryOf, History } from './history.ts';
import { placeOf } from './place.ts';
import { askedKey, type Prepared, prepared, read } from './prepare.ts';
import { after, ended, isVain, type Run, started, type Written } from './run.ts';
import { saveScenario } from './saveScenario.ts';
import { type ModelSettings, modelSettings, onDidChangeModels } from './settings.ts';
import { UnderWay } from './underWay.ts';
import { UnderWayItem } from './underWayItem.ts';
import { modelOf } from './view.ts';

const { t } = vscode.l10n;

/** What a panel shows, and so what is asked about. */
export interface Subject {
  document: vscode.TextDocument;
  /** Null: the arrows in place. */
  scenario: string | null;
  look: Look | undefined;
  /** What the embedded evidence says of it. */
  evidence: Imagining | undefined;
}

/** `written`: nothing but text behind a step of a run. */
export interface Change {
  uri: string;
  written?: Written & { run: number };
}

interface Running {
  number: number;
  chosen: Chosen;
  key: string;
  how: string;
  scenario: string | null;
  look: Look | undefined;
  run: Run;
  abort: AbortController;
}

/** What stands in the place of an answer. `whole`: all that was answered of the document is known. */
function idleText({ scenario }: Prepared, whole: boolean): string {
  if (scenario.length === 0) return t('Nothing is changed yet, so there is nothing to ask.');
  return whole ? t('Not asked yet.') : t('No answer to this is kept.');
}

export class Models implements vscode.Disposable {
  readonly #services: Services;
  readonly #history: History;
  /** What models answered, whoever asked. */
  readonly cache: Answers;
  readonly #item = new UnderWayItem();
  /** What asks a model, whether a panel shows it or not. */
  readonly underWay = new UnderWay((labels) => this.#item.show(labels));
  readonly #changed = new vscode.EventEmitter<Change>();
  readonly #lasting: vscode.Disposable[] = [this.#changed, this.#item];
  readonly #runs = new Map<string, Running>();
  /** The earlier imagining that is shown of a document, for as long as the same is asked as when it was chosen. */
  readonly #recalled = new Map<string, { id: string; key: string }>();
  /** What is known of the history of each document. */
  readonly #known = new Map<string, { entries: readonly Entry[]; whole: boolean }>();
  readonly #parsed = new WeakMap<vscode.TextDocument, { version: number; parsed: Parsed }>();
  #count = 0;

  readonly onDidChange = this.#changed.event;

  constructor(services: Services) {
    const { context, log } = services;
    this.#services = services;
    this.cache = answersKept(log);
    const folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'history').fsPath;
    this.#history = new History(folder, (message, error) => log.warn(message, error));
    this.#lasting.push(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#edited(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.cancel(document.uri.toString())),
      onDidChangeModels(() => {
        for (const uri of this.#runs.keys()) this.#changed.fire({ uri });
      }),
    );
  }

  /** Once what was answered of a document before is known, `view` tells of it. */
  async ready(uri: string): Promise<void> {
    this.#known.set(uri, { entries: await this.#history.of(uri), whole: await this.#history.isWhole(uri) });
  }

  /** What is drawn of the model that is chosen; undefined where none is. At once, so that nothing is written behind it before it is drawn. */
  view(subject: Subject): Model | undefined {
    const { document } = subject;
    const settings = modelSettings();
    if (!settings.predictor) return undefined;
    const uri = document.uri.toString();
    const asked = this.#prepared(subject);
    const how = askedKey(settings.predictor, settings);
    const { entries, whole } = this.#known.get(uri) ?? { entries: [], whole: true };
    const recalled = this.#recall(uri, asked.key, entries);
    const own = this.#runOf(uri, asked.key, how);
    const same = entries.find((one) => one.key === asked.key && one.how === how);
    const entry = recalled ?? (own ? undefined : same);
    const shown = entry ?? (own?.run.imagining && same);
    const { model, url } = entry ?? settings.predictor;
    return modelOf(entry ? ended(entry.imagining as Imagining, entry.thoughts) : own?.run, {
      name: plain(model),
      place: placeOf(url),
      run: own?.number ?? 0,
      // Evidence and an answer about another state of the trial are not to be compared.
      evidence: entry && entry.key !== asked.key ? undefined : subject.evidence,
      ...(entry && entry.key !== asked.key && { earlier: earlierText(entry) }),
      notes: shown && shown.key === asked.key ? whenTexts(shown) : [],
      history: {
        options: entries.map((one) => ({ id: one.id, label: entryLabel(one) })),
        ...(shown && { chosen: shown.id }),
      },
      words: {
        idle: idleText(asked, whole),
        running: t('Imagining step {0} of {1}…', '{0}', '{1}'),
        pathway: t('pathway {0}', '{0}'),
        failed: t('No answer.'),
        cancelled: t('Stopped.'),
      },
    });
  }

  /** The answer to what is asked now, where there is one: the one that runs to its end, or an earlier one. */
  async answer(subject: Subject): Promise<{ imagining: Imagining; model: string } | undefined> {
    const settings = modelSettings();
    if (!settings.predictor) return undefined;
    const { key } = this.#prepared(subject);
    const how = askedKey(settings.predictor, settings);
    const uri = subject.document.uri.toString();
    const own = this.#runOf(uri, key, how);
    if (own?.run.imagining) return { imagining: own.run.imagining, model: own.chosen.model };
    const entry = (await this.#history.of(uri)).find((one) => one.key === key && one.how === how);
    return entry && { imagining: entry.imagining as Imagining, model: entry.model };
  }

  /** What the panel shows of a model, whole: the answer to what is asked, or the earlier one that was recalled. */
  async shown(subject: Subject): Promise<{ imagining: Imagining; model: string } | undefined> {
    const uri = subject.document.uri.toString();
    const entry = this.#recall(uri, this.#prepared(subject).key, await this.#history.of(uri));
    return entry ? { imagining: entry.imagining as Imagining, model: entry.model } : this.answer(subject);
  }

  /** Whether nothing of what is asked now is answered, or under way. */
  async isNew(subject: Subject): Promise<boolean> {
    const settings = modelSettings();
    if (!settings.predictor) return false;
    const how = askedKey(settings.predictor, settings);
    const own = this.#runOf(subject.document.uri.toString(), this.#prepared(subject).key, how);
    return own?.run.status !== 'running' && (await this.answer(subject)) === undefined;
  }

  /**
   * Asks the model that is chosen, and returns once it has answered, failed, or was stopped. What would say the same again says so, and is
   * asked only where the person wants it all the same.
   */
  async imagine(subject: Subject, allTheSame = false): Promise<void> {
    const settings = modelSettings();
    const chosen = settings.predictor;
    if (!chosen || !mayAskModels()) return;
    const { document, scenario, look } = subject;
    const uri = document.uri.toString();
    const asked = this.#prepared(subject);
    // What was observed is not asked for; what was not is expected of the look as it is planned.
    if (asked.scenario.length === 0 && subject.evidence?.observed) return;
    const before = (await this.answer(subject))?.imagining;
    if (before && saysTheSame(before) && !allTheSame) {
      void tellTheSame(chosen, () => this.imagine(subject, true));
      return;
    }
    // What was changed or closed meanwhile is not asked of any more.
    if (document.isClosed || this.#prepared(subject).key !== asked.key) return;
    this.#runs.get(uri)?.abort.abort();
    this.#recalled.delete(uri);
    const running: Running = {
      number: ++this.#count,
      chosen,
      key: asked.key,
      how: askedKey(chosen, settings),
      scenario,
      look,
      run: started(asked.scenario, asked.look),
      abort: new AbortController(),
    };
    this.#runs.set(uri, running);
    this.#changed.fire({ uri });
    const began = performance.now();
    const named = t('{0}, {1}', chosen.model, document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1));
    const way = this.underWay.begin(named, () => this.cancel(uri));
    try {
      if (asked.problem !== undefined) this.#take(uri, running, { type: 'problem', problem: asked.problem });
      else
        for await (const event of ask(
          asked,
          this.#asking(settings, chosen, before !== undefined),
          running.abort.signal,
        )) {
          if (running.abort.signal.aborted) break;
          this.#take(uri, running, event);
        }
    } catch (error) {
      if (!running.abort.signal.aborted) {
        this.#services.log.error(`${chosen.model} gave no answer`, error);
        this.#end(uri, running, 'failed', inWords(error));
      }
    } finally {
      way.end();
    }
    const { imagining } = running.run;
    if (!imagining || running.abort.signal.aborted) return;
    this.#services.log.info(`${chosen.model} answered in ${Math.round(performance.now() - began)} ms`);
    await this.#history.add(uri, entryOf({ ...running.run, imagining }, running));
    await this.ready(uri);
    this.#changed.fire({ uri });
  }

  /**
   * Takes in what was answered of a document among others of its folder. Of the same question, a run that failed or was stopped is shown no
   * more. `key`, `how`: what was asked, and how (`Prepared.key`, `askedKey`).
   */
  async keep(
    uri: string,
    run: Run & { imagining: Imagining },
    { chosen, key, how }: { chosen: Chosen; key: string; how: string },
  ): Promise<void> {
    const entry = entryOf(run, { chosen, key, how, number: ++this.#count });
    await this.#history.offer(uri, entry, this.#known.has(uri));
    const own = this.#runOf(uri, key, how);
    if (own && isVain(own.run)) this.#runs.delete(uri);
    if (!this.#known.has(uri)) return;
    await this.ready(uri);
    this.#changed.fire({ uri });
  }

  /** Whether the history of a document has an answer to a question that was asked in a way (`Prepared.key`, `askedKey`). */
  async holds(uri: string, key: string, how: string): Promise<boolean> {
    return (await this.#history.of(uri)).some((entry) => entry.key === key && entry.how === how);
  }

  /** Stops what runs for a document; the server stops generating with it. */
  cancel(uri: string, why?: string): void {
    const running = this.#runs.get(uri);
    if (running?.run.status !== 'running') return;
    running.abort.abort();
    this.#end(uri, running, 'cancelled', why);
  }

  /** Shows an earlier imagining of a document. */
  recall(subject: Subject, id: string): void {
    const uri = subject.document.uri.toString();
    this.#recalled.set(uri, { id, key: this.#prepared(subject).key });
    this.#changed.fire({ uri });
  }

  /** Writes what an imagining changes into its document, as a scenario under a name that the person gives. */
  saveScenario(document: vscode.TextDocument, imagining: Imagining): Promise<void> {
    return saveScenario(document, imagining);
  }

  get history(): History {
    return this.#history;
  }

  /** Forgets all that was answered. */
  async clear(): Promise<void> {
    const { storageUri, globalStorageUri } = this.#services.context;
    const folders = vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'folders').fsPath;
    await Promise.all([this.#history.clear(), this.cache.clear(), rm(folders, { recursive: true, force: true })]);
    const shown = new Set([...this.#known.keys(), ...this.#runs.keys()]);
    this.#known.clear();
    this.#recalled.clear();
    for (const [uri, { run }] of this.#runs) if (run.status !== 'running') this.#runs.delete(uri);
    for (const uri of shown) this.#changed.fire({ uri });
  }

  dispose(): void {
    for (const { abort } of this.#runs.values()) abort.abort();
    for (const each of this.#lasting) each.dispose();
  }

  #prepared({ document, scenario, look }: Pick<Subject, 'document' | 'scenario' | 'look'>): Prepared {
    const kept = this.#parsed.get(document);
    const parsed = kept?.version === document.version ? kept.parsed : read(document.getText(), kept?.parsed);
    this.#parsed.set(document, { version: document.version, parsed });
    return prepared(parsed, scenario, look);
  }

  /** The last run of a document, where it is of this question, asked in this way. */
  #runOf(uri: string, key: string, how: string): Running | undefined {
    const last = this.#runs.get(uri);
    return last?.key === key && last.how === how ? last : undefined;
  }

  #recall(uri: string, key: string, entries: readonly Entry[]): Entry | undefined {
    const recalled = this.#recalled.get(uri);
    return recalled?.key === key ? entries.find(({ id }) => id === recalled.id) : undefined;
  }

  /** An edit that changes what is asked ends what was asked before it. */
  #edited(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const running = this.#runs.get(uri);
    if (running?.run.status !== 'running') return;
    if (this.#prepared({ document, scenario: running.scenario, look: running.look }).key !== running.key)
      this.cancel(uri, t('The trial was changed, so this was stopped.'));
  }

  #take(uri: string, running: Running, event: ImaginingEvent): void {
    const { run, written } = after(running.run, event);
    running.run = run;
    this.#changed.fire({ uri, ...(written && { written: { ...written, run: running.number } }) });
  }

  #end(uri: string, running: Running, status: 'failed' | 'cancelled', trouble: string | undefined): void {
    running.run = { ...running.run, status, ...(trouble !== undefined && { trouble }) };
    this.#changed.fire({ uri });
  }

  /** Asked again, a model is to find other words: what was remembered is not read. */
  #asking(settings: ModelSettings, chosen: Chosen, again: boolean): Ask {
    return { services: this.#services, settings, chosen, ...(again ? { seed: this.#count } : { cache: this.cache }) };
  }
}
