/**
 * Which field of the registry record each value of a document came from. A document says of each arm, group and outcome what
 * it is in the record, and of single values only what does not follow from that and the schema's own `registry` fields.
 *
 * - `arms.low: armGroups[0]`; `arms.low.{dose,schedule}: armGroups[0].description`, the text that these were read from.
 *   A dose or schedule that is not sure enough to be told is left out, and only said here: `arms.low.dose: armGroups[0].description, perhaps 10 mg`.
 * - `design.{allocation,model}: designInfo._studyDesignText`: read off the one line that stands there in records converted from the older XML.
 * - `results.kccq: outcomeMeasures[3].classes[0].categories[*]`: its results, one after the other, are these. Without such an
 *   entry each result is the next class. `categories[*3]` is three categories in each class, `rows 0.0 2.1` names class and category.
 * - `results.kccq.analyses: outcomeMeasures[3].analyses[0,2,1]`: the analyses, in the order of the document.
 */
import type { Trial } from '../schema.ts';
import { ROOT, shapeBelow } from '../shape.ts';
import type { Path } from '../types.ts';

/** What stands between a field and what was read in it without being sure, so that it is no value of the document. */
export const PERHAPS = ', perhaps ';

/** Collects the sources of a document, in the order in which they are found. */
export class Sources {
  readonly all: Record<string, string> = {};
  /** How many were added. */
  size = 0;

  add(path: string, field: string): void {
    this.size++;
    this.all[path] = field;
  }
}

/** Several keys of one map as one: `{dose,schedule}`. */
export function together(keys: readonly string[]): string {
  return keys.length === 1 ? (keys[0] ?? '') : `{${keys.join(',')}}`;
}

/** Where the lists of a record are that a source begins with. */
const MODULES: Readonly<Record<string, string>> = {
  designInfo: 'protocolSection.designModule',
  armGroups: 'protocolSection.armsInterventionsModule',
  interventions: 'protocolSection.armsInterventionsModule',
  primaryOutcomes: 'protocolSection.outcomesModule',
  secondaryOutcomes: 'protocolSection.outcomesModule',
  otherOutcomes: 'protocolSection.outcomesModule',
  participantFlowModule: 'resultsSection',
  outcomeMeasures: 'resultsSection.outcomeMeasuresModule',
  eventGroups: 'resultsSection.adverseEventsModule',
};

const inFull = (source: string) => {
  const [field = ''] = source.split(PERHAPS);
  const module = MODULES[/^\w+/.exec(field)?.[0] ?? ''];
  return module ? `${module}.${field}` : field;
};

/** The most telling entry for a path: the path itself, or what it is a part of. */
function entryFor(sources: Readonly<Record<string, string>>, path: string): { key: string; field: string } | undefined {
  for (let key = path; key; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
    const field = sources[key];
    if (field !== undefined) return { key, field };
    const parent = `${key.slice(0, key.lastIndexOf('.') + 1)}{`;
    const last = key.slice(key.lastIndexOf('.') + 1);
    for (const [joint, own] of Object.entries(sources))
      if (joint.startsWith(parent) && joint.slice(parent.length, -1).split(',').includes(last))
        return { key, field: own };
  }
  return undefined;
}

/** What was read in a record and left out of the document, for it may well be wrong. */
export interface LeftOut {
  /** Of its entry in `sources`. */
  key: string;
  /** Where it would stand. */
  path: Path;
  /** As it would stand there. */
  text: string;
  /** The field of the record that it was read in: `armGroups[0].description`. */
  field: string;
}

/** What an import left out because it was not sure of it, and the document does not say either way by now. */
export function leftOutOf({ sources = {}, arms = {} }: Trial): LeftOut[] {
  return Object.entries(sources).flatMap(([key, source]) => {
    const at = source.indexOf(PERHAPS);
    const path = key.split('.');
    const [section, id = '', ...rest] = path;
    const attribute = rest.at(-1);
    if (at < 0 || section !== 'arms' || (attribute !== 'dose' && attribute !== 'schedule')) return [];
    const component = rest.length === 3 && rest[0] === 'gives' ? arms[id]?.gives?.[rest[1] ?? ''] : arms[id];
    if (!component || component[attribute] !== undefined || Object.keys(component).length === 0) return [];
    return [{ key, path, text: source.slice(at + PERHAPS.length), field: source.slice(0, at) }];
  });
}

/** The registry's field that the schema names for a path, or for the nearest thing above that has one. */
function templateOf(path: Path): string | undefined {
  let shape: ReturnType<typeof shapeBelow> = ROOT;
  let template: string | undefined;
  for (const key of path) {
    shape = shapeBelow(shape, key);
    if (!shape) break;
    template = shape.meta.registry ?? template;
  }
  return template;
}

/** What follows a list's name in a template: `.label` of `….armGroups[].label`. */
function restOf(template: string | undefined, list: string): string | undefined {
  const at = template?.indexOf(`.${list}[]`) ?? -1;
  return at < 0 || template === undefined ? undefined : template.slice(at + list.length + 3);
}

/** A registered outcome has other fields than one with results. */
const REGISTERED: Readonly<Record<string, string>> = {
  measure: '.measure',
  time: '.timeFrame',
  description: '.description',
  rank: '',
};
const FLOW: Readonly<Record<string, string>> = { label: '.title', description: '.description' };
const MEASUREMENT: Readonly<Record<string, string>> = {
  sd: 'spread',
  se: 'spread',
  cv: 'spread',
  ci: 'lowerLimit, upperLimit',
  iqr: 'lowerLimit, upperLimit',
  range: 'lowerLimit, upperLimit',
};

/** Class and category of the result at a position among those of its outcome, with whether the class is its row's name. */
function rowAt(pattern: string, position: number): { field: string; named: 'class' | 'category' } {
  const listed = /\.rows (.*)$/.exec(pattern)?.[1]?.split(' ')[position]?.split('.');
  if (listed) return { field: `.classes[${listed[0]}].categories[${listed[1]}]`, named: 'class' };
  const one = /\.classes\[(\d+)\]\.categories\[\*\]$/.exec(pattern)?.[1];
  if (one !== undefined) return { field: `.classes[${one}].categories[${position}]`, named: 'category' };
  const width = Number(/\.categories\[\*(\d+)\]$/.exec(pattern)?.[1] ?? 1);
  return {
    field: `.classes[${Math.floor(position / width)}].categories[${position % width}]`,
    named: width > 1 ? 'category' : 'class',
  };
}

function sourceOfResult(trial: Trial, sources: Readonly<Record<string, string>>, path: Path): string | undefined {
  const index = Number(path[1]);
  const result = trial.results?.[index];
  const measure = result?.outcome === undefined ? undefined : sources[`outcomes.${result.outcome}`];
  if (!result || measure === undefined || !measure.startsWith('outcomeMeasures')) return undefined;
  const siblings = (trial.results ?? []).slice(0, index).filter((other) => other.outcome === result.outcome);
  const [, , part, key, attribute] = path;
  if (part === 'outcome') return inFull(`${measure}.title`);
  if (part === 'units') return inFull(`${measure}.typeUnitsAnalyzed`);
  if (part === 'analyses') {
    const before = siblings.reduce((sum, other) => sum + (other.analyses?.length ?? 0), 0);
    const order = /\[([\d,]+)\]$/.exec(sources[`results.${result.outcome}.analyses`] ?? '')?.[1]?.split(',');
    if (typeof key !== 'number') return inFull(`${measure}.analyses`);
    const position = order?.[before + key] ?? before + key;
    const rest = attribute === undefined ? '' : restOf(templateOf(path), 'analyses');
    return rest === undefined ? undefined : inFull(`${measure}.analyses[${position}]${rest}`);
  }
  const row = rowAt(sources[`results.${result.outcome}`] ?? '', siblings.length);
  if (part === 'row')
    return inFull(`${measure}${row.named === 'class' ? row.field.replace(/\.categories.*/, '') : row.field}.title`);
  if (part !== 'values') return inFull(`${measure}${row.field}`);
  const position = Object.keys(result.values ?? {}).indexOf(String(key));
  if (position < 0) return inFull(`${measure}${row.field}.measurements`);
  if (attribute === 'n') return inFull(`${measure}.denoms`);
  const field = attribute === undefined ? '' : `.${MEASUREMENT[String(attribute)] ?? 'value'}`;
  return inFull(`${measure}${row.field}.measurements[${position}]${field}`);
}

function sourceOfHarm(trial: Trial, sources: Readonly<Record<string, string>>, path: Path): string | undefined {
  const [, kind, group] = path;
  const rest = restOf(templateOf(path), 'eventGroups');
  if (group === undefined || rest === undefined) return templateOf(path);
  const told = trial.harms?.[kind as 'deaths' | 'serious' | 'other'];
  const field = sources[`harms.${group}`] ?? `eventGroups[${Object.keys(told ?? {}).indexOf(String(group))}]`;
  return inFull(`${field}${rest}`);
}

/**
 * The field of the registry record that the value at a path came from, in full
 * (`protocolSection.armsInterventionsModule.armGroups[0].label`); undefined where the document was not imported, or the
 * path is of something that no record has (a focus, a scenario).
 */
export function sourceOf(trial: Trial, path: Path): string | undefined {
  const { sources } = trial;
  const [top, id, key] = path;
  if (!sources || top === undefined || top === 'focus' || top === 'scenarios' || top === 'sources') return undefined;
  if (top === 'results' && path.length > 1) return sourceOfResult(trial, sources, path);
  if (top === 'harms') return sourceOfHarm(trial, sources, path);
  const template = templateOf(path);
  const design = top === 'design' ? entryFor(sources, path.join('.')) : undefined;
  if (design) return inFull(design.field);
  if (top !== 'arms' && top !== 'groups' && top !== 'outcomes') return template;
  if (id === undefined) return template;
  const entry = entryFor(sources, path.join('.'));
  if (!entry) return undefined;
  const whole = entry.key.split('.').length === path.length;
  // What is said of the value itself; a drug's name is its intervention's.
  if (whole && path.length > 2)
    return inFull(/\]$/.test(entry.field) ? `${entry.field}.${key === 'type' ? 'type' : 'name'}` : entry.field);
  if (whole) return inFull(entry.field);
  if (/^(?:primary|secondary|other)Outcomes/.test(entry.field)) {
    const rest = REGISTERED[String(key)];
    return rest === undefined ? undefined : inFull(`${entry.field}${rest}`);
  }
  // An arm of a record without arms is a group of its participant flow.
  const flow = entry.field.startsWith('participantFlowModule') ? FLOW[String(key)] : undefined;
  if (flow) return inFull(`${entry.field}${flow}`);
  const list = /(\w+)\[\d+\]$/.exec(entry.field)?.[1];
  const rest = restOf(template, top === 'groups' ? 'groups' : (list ?? ''));
  return rest === undefined ? undefined : inFull(`${entry.field}${rest}`);
}
