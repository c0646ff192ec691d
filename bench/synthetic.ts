/**
 * Registry records made of those at hand, as many as are asked for: conditions and measures of other records, drugs of other names that end alike, doses,
 * numbers and dates of their own. The n-th is always the same, so that one can be made again alone. For measuring, and for nothing else.
 */
import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Read, Records } from '../core/pairs/records.ts';
import { listOf, partOf, tokenOf } from '../core/trial/registry/measures.ts';
import { random } from './statistics.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What is lent to other records. */
interface Lent {
  conditions: Json;
  terms: Json;
  titles: readonly string[];
}

const names = listOf((one) => tokenOf(one.name));
const titles = listOf((one) => tokenOf(one.title));
/** Keys whose values are figures of results. */
const FIGURES = new Set(['value', 'spread', 'lowerLimit', 'upperLimit', 'paramValue', 'ciLowerLimit', 'ciUpperLimit']);
export const SYLLABLES = 'ba ce di fo gu ka le mi no pu ra se ti vo xa ze'.split(' ');
const DAY_MS = 86_400_000;

async function recordsAt(folder: string): Promise<string[]> {
  const texts: string[] = [];
  for (const name of readdirSync(folder).sort())
    if (name.startsWith('with-results') && name.endsWith('.jsonl.gz'))
      for await (const line of createInterface({
        input: createReadStream(path.join(folder, name)).pipe(createGunzip()),
      }))
        if (line.trim() !== '') texts.push(line);
  return texts;
}

function lentBy(json: unknown): Lent {
  const { protocolSection, resultsSection, derivedSection } = partOf(json);
  const measures = partOf(partOf(resultsSection).outcomeMeasuresModule).outcomeMeasures;
  return {
    conditions: (partOf(partOf(protocolSection).conditionsModule).conditions ?? []) as Json,
    terms: (partOf(derivedSection).conditionBrowseModule ?? {}) as Json,
    titles: titles(measures).flatMap((one) => one ?? []),
  };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `YYYY-MM-DD` some days later; what is less exact stays. */
function later(date: string, days: number): string {
  const at = date.length === 10 ? Date.parse(date) : Number.NaN;
  return Number.isNaN(at) ? date : new Date(at + days * DAY_MS).toISOString().slice(0, 10);
}

export class Synthetic implements Records {
  readonly #texts: readonly string[];
  readonly #lent: readonly Lent[];
  readonly size: number;

  private constructor(texts: readonly string[], lent: readonly Lent[], size: number) {
    this.#texts = texts;
    this.#lent = lent;
    this.size = size;
  }

  static async of(folder: string, size: number): Promise<Synthetic> {
    const texts = await recordsAt(folder);
    return new Synthetic(
      texts,
      texts.map((text) => lentBy(JSON.parse(text))),
      size,
    );
  }

  /** The records at hand. */
  get originals(): number {
    return this.#texts.length;
  }

  original(n: number): unknown {
    return JSON.parse(this.#texts[n] as string);
  }

  static id(n: number): string {
    return `NCT9${String(n).padStart(7, '0')}`;
  }

  async *walk(): AsyncGenerator<Read> {
    for (let n = 0; n < this.size; n++) yield { id: Synthetic.id(n), json: this.record(n) };
  }

  read(id: string): unknown {
    return this.record(Number(id.slice(4)));
  }

  async find(id: string): Promise<unknown> {
    return this.read(id);
  }

  close(): void {}

  /** The n-th record. */
  record(n: number): unknown {
    const next = random(n + 1);
    const one = <T>(all: readonly T[]) => all[Math.floor(next() * all.length)] as T;
    const json = JSON.parse(this.#texts[n % this.#texts.length] as string) as { [key: string]: Json };
    const lender = one(this.#lent);
    const protocol = partOf(json.protocolSection);
    const given = names(partOf(protocol.armsInterventionsModule).interventions).flatMap((name) => name ?? []);
    const drugs = new Map<string, string>();
    for (const word of given.flatMap((name) => name.match(/[A-Za-z]{6,}/g) ?? []))
      if (!/placebo/i.test(word))
        drugs.set(word.toLowerCase(), one(SYLLABLES) + one(SYLLABLES) + word.slice(-6).toLowerCase());
    const named =
      drugs.size > 0 ? new RegExp(`\\b(?:${[...drugs.keys()].map(escaped).join('|')})\\b`, 'gi') : undefined;
    const [factor, dose, days] = [0.5 + next(), one([0.1, 0.5, 1, 2, 10]), Math.floor((next() - 0.5) * 4000)];
    const copied = (value: Json, key: string): Json => {
      if (Array.isArray(value)) return value.map((each) => copied(each, key));
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([own, each]) => [own, copied(each, own)]));
      if (typeof value !== 'string') return value;
      if (key === 'nctId') return Synthetic.id(n);
      if (key === 'date') return later(value, days);
      if (FIGURES.has(key)) {
        const figure = Number(value);
        return value.includes('.') && Number.isFinite(figure) ? (figure * factor).toFixed(2) : value;
      }
      const other = named ? value.replace(named, (word) => drugs.get(word.toLowerCase()) ?? word) : value;
      return other.replace(
        /\b(\d+) ?mg\b/g,
        (_, amount: string) => `${Number((Number(amount) * dose).toPrecision(3))} mg`,
      );
    };
    const made = copied(json, '') as { [key: string]: { [key: string]: { [key: string]: Json } } };
    const { identificationModule, conditionsModule } = made.protocolSection ?? {};
    if (identificationModule) {
      identificationModule.orgStudyIdInfo = { id: `ORG-${n}-${Math.floor(next() * 1e6)}` };
      delete identificationModule.secondaryIdInfos;
      for (const key of ['briefTitle', 'officialTitle'])
        identificationModule[key] =
          `${String(identificationModule[key] ?? '')} ${one(SYLLABLES)}${one(SYLLABLES)}${n} ${n % 977}`;
    }
    if (conditionsModule) conditionsModule.conditions = lender.conditions;
    made.derivedSection = { ...made.derivedSection, conditionBrowseModule: lender.terms as { [key: string]: Json } };
    for (const measure of (made.resultsSection?.outcomeMeasuresModule?.outcomeMeasures ?? []) as {
      [key: string]: Json;
    }[])
      if (next() < 0.5) measure.title = one(one(this.#lent).titles) ?? measure.title ?? '';
    return made;
  }
}
