/** A: what each arm is and gives. */
import { type Arm, COMPONENT_TYPES, type Component } from '../schema.ts';
import { type ImportCounts, lose } from './counts.ts';
import { drugsOf, isPlacebo, looksLikeDrug, PLACEBO } from './drug-names.ts';
import type { KnownArm } from './groups.ts';
import { assignIds, slug, titleCandidates, withoutShared } from './ids.ts';
import type { Intervention, StudyRecord } from './record.ts';
import { defined } from './record.ts';
import { type ArmText, abbreviations, type Dosing, type Drug, readDosing } from './regimen.ts';
import { fold } from './text.ts';

const ROLES: Readonly<Record<string, Arm['role']>> = {
  EXPERIMENTAL: 'experimental',
  ACTIVE_COMPARATOR: 'active comparator',
  PLACEBO_COMPARATOR: 'placebo',
  NO_INTERVENTION: 'no treatment',
  SHAM_COMPARATOR: 'sham',
  OTHER: 'other',
};
const DRUGS = new Set(['DRUG', 'BIOLOGICAL', 'DIETARY_SUPPLEMENT', 'GENETIC', 'COMBINATION_PRODUCT']);

const componentType = (type: string | undefined): Component['type'] =>
  COMPONENT_TYPES.find((known) => known === type?.toLowerCase().replaceAll('_', ' '));

/** An arm as the record has it, whether as an arm group or, where there is none, as a group of the participant flow. */
interface Raw {
  field: string;
  label: string;
  type: string | undefined;
  description: string;
  interventions: readonly { index: number; intervention: Intervention }[];
}

function interventionsOf(study: StudyRecord, label: string, names: readonly string[]): Raw['interventions'] {
  const all = study.protocolSection.armsInterventionsModule.interventions;
  const named = new Set(names.map((name) => name.slice(name.indexOf(': ') + 2)));
  return all.flatMap((intervention, index) =>
    named.has(intervention.name ?? '') || (names.length === 0 && intervention.armGroupLabels.includes(label))
      ? [{ index, intervention }]
      : [],
  );
}

function rawArms(study: StudyRecord, counts: ImportCounts): Raw[] {
  const { armGroups, interventions } = study.protocolSection.armsInterventionsModule;
  if (armGroups.length > 0)
    return armGroups.map(({ label = '', type, description = '', interventionNames }, index) => ({
      field: `armGroups[${index}]`,
      label,
      type,
      description,
      interventions: interventionsOf(study, label, interventionNames),
    }));
  const all = interventions.map((intervention, index) => ({ index, intervention }));
  const flow = study.resultsSection.participantFlowModule.groups;
  if (flow.length > 0)
    return flow.map(({ title = '', description = '' }, index) => {
      const text = fold(`${title} ${description}`);
      const named = all.filter(({ intervention }) =>
        drugsOf(intervention.name ?? '').some((name) => text.includes(fold(name))),
      );
      return {
        field: `participantFlowModule.groups[${index}]`,
        label: title,
        type: undefined,
        description,
        interventions: named.length > 0 || flow.length > 1 ? named : all,
      };
    });
  const single = study.protocolSection.designModule.designInfo.interventionModel === 'SINGLE_GROUP';
  if (all.length > 0 && !single) lose(counts, 'interventions of a record without arms', all.length);
  return single && all.length > 0
    ? [{ field: 'interventions', label: '', type: undefined, description: '', interventions: all }]
    : [];
}

interface Given {
  drug: Drug;
  type: Component['type'];
  /** The intervention that it comes from; none where only the description names it. */
  index?: number;
}

/** Drugs that a text names with a dose right beside them, by their form: a regimen that the interventions do not list. */
const BESIDE =
  /(?<![\w-])([A-Za-z][a-z-]{4,})\s+(?:\(?(?:\d+(?:\.\d+)?)\s*(?:mg|mcg|µg|μg|ug|g|IU|units?)(?:\/(?:m\^?2|m²|kg|day))*)|\b\d+(?:\.\d+)?\s*(?:mg|mcg|µg|μg|ug|g|IU)(?:\/(?:m\^?2|m²|kg|day))*\s+(?:of\s+)?(?:oral\s+)?([A-Za-z][a-z-]{4,})(?![\w-])/g;
const NOT_GIVEN =
  /\b(?:pre-?medicat\w*|rescue|prophyla\w*|if needed|background|prior|previous(?:ly)?|failed|allowed|permitted|anti-?emetic|run-in|run in|placebo)\b/i;

function unlisted(texts: readonly string[], known: readonly Drug[]): string[] {
  const found = new Map<string, string>();
  const names = fold(known.flatMap((drug) => [drug.name, ...drug.aliases]).join(' '));
  for (const text of texts)
    for (const match of text.matchAll(BESIDE)) {
      const name = match[1] ?? match[2] ?? '';
      const key = fold(name);
      if (!looksLikeDrug(name) || names.includes(key) || found.has(key)) continue;
      const start = text.slice(0, match.index).search(/[^.\n;]*$/);
      if (NOT_GIVEN.test(text.slice(start, match.index + match[0].length))) continue;
      found.set(key, name);
    }
  return [...found.values()];
}

const PREMEDICATION = /\b(?:pre-?medication|rescue (?:medication|therapy)|glycemic rescue)\b/i;

/** Whether an arm of placebo is said to be given a drug all the same: `placebo + metformin`. */
function saidToBeGiven(drug: Drug, texts: readonly string[]): boolean {
  return texts.some((text) => {
    const folded = fold(text);
    for (const alias of [drug.name, ...drug.aliases]) {
      const key = fold(alias);
      for (let at = folded.indexOf(key); at >= 0 && key.length > 2; at = folded.indexOf(key, at + 1)) {
        const before = folded.slice(Math.max(0, at - 50), at);
        const after = folded.slice(at + key.length, at + key.length + 22);
        if (
          /(?:placebo|matching|match|sham|dummy|appearance of|identical to|mimic\w*|vehicle)\W+(?:\w+\W+){0,3}$/.test(
            before,
          ) &&
          !/(?:\+|plus|and|with|in addition to|,|;|\/)\W*(?:\w+\W+){0,2}$/.test(before)
        )
          continue;
        if (/^[\s-]*(?:\w+[\s-]+){0,2}(?:matching |matched )?placebo/.test(after)) continue;
        if (/\b(?:instead of|not receive|without|no)\W+(?:\w+\W+){0,2}$/.test(before)) continue;
        return true;
      }
    }
    return false;
  });
}

/** The generic name that a text gives for a brand: `Lunesta (eszopiclone)`, `eszopiclone (Lunesta)`. */
function genericOf(name: string, texts: readonly string[]): string {
  if (name.split(' ').some(looksLikeDrug)) return name;
  for (const text of texts) {
    const at = text.toLowerCase().indexOf(name.toLowerCase());
    if (at < 0) continue;
    const inside = /^[®™]?(?:\s+[\w-]+){0,2}?\s*\(([a-zA-Z][\w -]{4,30})[,;)]/.exec(text.slice(at + name.length))?.[1];
    if (inside && inside.split(' ').length <= 2 && looksLikeDrug(inside.split(' ')[0] ?? '')) return inside;
    const before = /([A-Za-z]{5,})\s*\($/.exec(text.slice(0, at))?.[1];
    if (before && looksLikeDrug(before)) return before;
  }
  return name;
}

function givenBy(
  arm: Raw,
  others: readonly Raw[],
): { given: Given[]; things: { type: Component['type']; name: string; index: number }[] } {
  const texts = [arm.label, arm.description].filter(Boolean);
  const given: Given[] = [];
  const things: { type: Component['type']; name: string; index: number }[] = [];
  const seen = new Set<string>();
  const placeboArm =
    arm.type === 'PLACEBO_COMPARATOR' ||
    arm.type === 'SHAM_COMPARATOR' ||
    (isPlacebo(arm.label) && arm.type !== 'EXPERIMENTAL');
  const add = (drug: Drug, type: Component['type'], index?: number) => {
    const key = fold(drug.name);
    if (seen.has(key)) return;
    seen.add(key);
    given.push({ drug, type, ...(index !== undefined && { index }) });
  };
  const hasPlacebo = arm.interventions.some(({ intervention }) => PLACEBO.test(intervention.name ?? ''));
  for (const { index, intervention } of arm.interventions) {
    const name = intervention.name ?? '';
    const description = intervention.description ?? '';
    const type = componentType(intervention.type);
    const medicine = DRUGS.has(intervention.type ?? '');
    if (isPlacebo(name)) continue;
    if (!medicine && !name.split(/[^\w-]+/).some(looksLikeDrug)) {
      if (name) things.push({ type, name, index });
      continue;
    }
    if (PREMEDICATION.test(name) || /^\s*(?:as )?pre-?medication/i.test(description)) continue;
    let names = drugsOf(name);
    // `Rivaroxaban or Warfarin`: the arm says which.
    if (/\bor\b/i.test(name)) {
      const either = name.split(/\s+or\s+/i).flatMap(drugsOf);
      const chosen = either.filter((one) => texts.some((text) => fold(text).includes(fold(one))));
      if (chosen.length > 0 && chosen.length < either.length) names = chosen;
    }
    for (const one of names) {
      const generic = genericOf(one, [name, ...texts, description]);
      const aliases = [
        one,
        name.replace(/[®™]/g, ''),
        ...abbreviations(one, [name, ...texts, description]),
        ...(intervention.otherNames ?? []).filter((other) => other.length > 3),
      ];
      const drug: Drug = { name: generic, aliases };
      if (placeboArm && !saidToBeGiven(drug, texts)) {
        // Without a word of it in the arm's own texts: background where the other arms have more, else the blinded drug itself.
        const elsewhere = others.some(
          (other) =>
            other !== arm &&
            other.type !== 'PLACEBO_COMPARATOR' &&
            other.interventions.some(
              (more) =>
                DRUGS.has(more.intervention.type ?? '') &&
                !isPlacebo(more.intervention.name ?? '') &&
                !arm.interventions.some((own) => own.index === more.index),
            ),
        );
        const mentioned = texts.some((text) => fold(text).includes(fold(one)));
        if (mentioned || !elsewhere || !hasPlacebo) continue;
      }
      add(drug, type, index);
    }
  }
  if (!placeboArm || given.length > 0 || /\+|\bplus\b|\band\b|\bwith\b/i.test(texts.join(' ')))
    for (const name of unlisted(
      texts,
      given.map((one) => one.drug),
    ))
      if (!placeboArm || saidToBeGiven({ name, aliases: [] }, texts)) add({ name, aliases: [] }, 'drug');
  return { given, things };
}

const KIND: Readonly<Record<keyof Dosing, string>> = {
  dose: 'dose',
  schedule: 'schedule',
  route: 'route',
  duration: 'duration',
};

export interface ReadArms {
  arms: Record<string, Arm>;
  known: KnownArm[];
  sources: Record<string, string>;
}

/** Reads all arms of a record. */
export function readArms(study: StudyRecord, counts: ImportCounts): ReadArms {
  const raw = rawArms(study, counts);
  const all = raw.map((arm) => ({ arm, ...givenBy(arm, raw) }));
  const dosings = all.map(({ arm, given }) => {
    const drugs = given.map((one) => one.drug);
    const everyone = drugs.map((_, i) => i);
    const texts: ArmText[] = [
      { text: arm.label, field: `${arm.field}.label`, about: everyone },
      { text: arm.description, field: `${arm.field}.description`, about: everyone },
    ];
    for (const part of ['name', 'description'] as const)
      for (const { index, intervention } of arm.interventions) {
        const about = given.flatMap((one, i) => (one.index === index ? [i] : []));
        if (about.length > 0)
          texts.push({ text: intervention[part] ?? '', field: `interventions[${index}].${part}`, about });
      }
    return readDosing(
      texts.filter(({ text }) => text),
      drugs,
    );
  });
  const ids = assignIds(
    withoutShared(
      all.map(({ arm, given }, i) =>
        titleCandidates(
          arm.label,
          given.length > 0
            ? given
                .slice(0, 2)
                .map((one, k) => `${one.drug.name} ${given.length > 1 ? '' : (dosings[i]?.[k]?.dose?.text ?? '')}`)
            : arm.type === 'PLACEBO_COMPARATOR' ||
                arm.interventions.some(({ intervention }) => isPlacebo(intervention.name ?? ''))
              ? ['placebo']
              : [],
        ),
      ),
    ),
    'arm',
  );
  const arms: Record<string, Arm> = {};
  const known: KnownArm[] = [];
  const sources: Record<string, string> = {};
  for (const [i, { arm, given, things }] of all.entries()) {
    const id = ids[i] ?? 'arm';
    sources[`arms.${id}`] = arm.field;
    const components: { key: string; component: Component; dosing: Dosing | undefined; index: number | undefined }[] = [
      ...given.map((one, k) => ({
        key: one.drug.name,
        component: defined<Component>({
          drug: one.drug.name,
          type: one.type === 'drug' ? undefined : one.type,
          dose: dosings[i]?.[k]?.dose?.text,
          route: dosings[i]?.[k]?.route?.text,
          schedule: dosings[i]?.[k]?.schedule?.text,
          duration: dosings[i]?.[k]?.duration?.text,
        }),
        dosing: dosings[i]?.[k],
        index: one.index,
      })),
      ...things.map((thing) => ({
        key: thing.name,
        component: defined<Component>({
          intervention: thing.name,
          type: thing.type === 'drug' ? undefined : thing.type,
        }),
        dosing: undefined,
        index: thing.index as number | undefined,
      })),
    ];
    counts.arms++;
    counts.components += given.length;
    counts.dosed += dosings[i]?.filter((one) => one.dose).length ?? 0;
    counts.scheduled += dosings[i]?.filter((one) => one.schedule).length ?? 0;
    const [only] = components;
    const keys = assignIds(
      components.map(({ key }) => [
        slug(
          fold(key)
            .split(/[^a-z0-9]+/)
            .filter(Boolean),
          28,
        ),
      ]),
      'given',
    );
    const flat = components.length === 1 && only ? only.component : {};
    const gives =
      components.length > 1
        ? Object.fromEntries(components.map(({ component }, k) => [keys[k] ?? 'given', component]))
        : undefined;
    arms[id] = defined<Arm>({
      label: arm.label || undefined,
      role: ROLES[arm.type ?? ''],
      ...flat,
      gives,
      description: arm.description && arm.description !== arm.label ? arm.description : undefined,
    } as Arm);
    for (const [k, { dosing, index }] of components.entries()) {
      const path = components.length > 1 ? `arms.${id}.gives.${keys[k]}` : `arms.${id}`;
      if (index !== undefined) sources[`${path}.drug`] = `interventions[${index}]`;
      for (const [attribute, said] of Object.entries(dosing ?? {}))
        if (attribute in KIND) sources[`${path}.${attribute}`] = said.field;
    }
    known.push({
      id,
      label: arm.label,
      description: arm.description,
      placebo: arm.type === 'PLACEBO_COMPARATOR' || arm.type === 'SHAM_COMPARATOR' || isPlacebo(arm.label),
      names: [...given.flatMap((one) => [one.drug.name, ...one.drug.aliases]), ...things.map((thing) => thing.name)],
      texts: [
        arm.label,
        arm.description,
        ...arm.interventions.flatMap(({ intervention }) => [intervention.name ?? '', intervention.description ?? '']),
      ],
    });
  }
  return { arms, known, sources };
}
