/** A: what each arm is and gives. */
import type { Arm, Component } from '../schema.ts';
import { type ImportCounts, lose } from './counts.ts';
import { drugsOf, isPlacebo } from './drug-names.ts';
import { givenBy, type RawArm, withoutLaterDrugs } from './given.ts';
import type { KnownArm } from './group-arms.ts';
import { assignIds, slug, titleIds } from './ids.ts';
import { ownPart } from './own-part.ts';
import { type ArmText, type FindsByText, findsIn } from './reads.ts';
import type { StudyRecord } from './record.ts';
import { defined } from './record.ts';
import { type Dosing, readDosing, type Said } from './regimen.ts';
import type { Chosen } from './signs.ts';
import { PERHAPS, type Sources, together } from './sources.ts';
import { cleanLine, cleanText, fold } from './text.ts';

const ROLES: Readonly<Record<string, Arm['role']>> = {
  EXPERIMENTAL: 'experimental',
  ACTIVE_COMPARATOR: 'active comparator',
  PLACEBO_COMPARATOR: 'placebo',
  NO_INTERVENTION: 'no treatment',
  SHAM_COMPARATOR: 'sham',
  OTHER: 'other',
};
function interventionsOf(study: StudyRecord, label: string, names: readonly string[]): RawArm['interventions'] {
  const all = study.protocolSection.armsInterventionsModule.interventions;
  const named = new Set(names.map((name) => name.slice(name.indexOf(': ') + 2)));
  return all.flatMap((intervention, index) =>
    named.has(intervention.name ?? '') || (names.length === 0 && intervention.armGroupLabels.includes(label))
      ? [{ index, intervention }]
      : [],
  );
}

function rawArms(study: StudyRecord, counts: ImportCounts): RawArm[] {
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
    return flow.map(({ title, description: told }, index) => {
      const label = cleanLine(title ?? '');
      const description = cleanText(told ?? '');
      const text = fold(`${label} ${description}`);
      const named = all.filter(({ intervention }) =>
        drugsOf(intervention.name ?? '').some((name) => text.includes(fold(name))),
      );
      return {
        field: `participantFlowModule.groups[${index}]`,
        label,
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

/** What the document says: only what is sure. */
const told = (said: Said | undefined) => (said?.perhaps ? undefined : said?.text);

const ATTRIBUTES = ['dose', 'schedule', 'route', 'duration'] as const;

export interface ReadArms {
  arms: Record<string, Arm>;
  known: KnownArm[];
}

/** For fitting: what is chosen is told, and kept however little it is trusted. */
export interface ArmOptions {
  trustAll?: boolean;
  onChosen?: (arm: number, who: number, chosen: Chosen) => void;
}

/** Reads all arms of a record. */
export function readArms(
  study: StudyRecord,
  sources: Sources,
  counts: ImportCounts,
  options: ArmOptions = {},
): ReadArms {
  const raw = rawArms(study, counts);
  const finds: FindsByText = new Map();
  // Arms share their interventions, whose names are read once.
  const named = new Map<string, readonly string[]>();
  const drugsIn = (name: string) => {
    const known = named.get(name) ?? drugsOf(name);
    named.set(name, known);
    return known;
  };
  const all = withoutLaterDrugs(
    raw.map((arm) => ({ arm, ...givenBy(arm, raw, (text) => findsIn(text, finds).names, drugsIn) })),
  );
  const dosings = all.map(({ arm, given }, at) => {
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
          texts.push({
            text: ownPart(intervention[part] ?? '', arm.label),
            field: `interventions[${index}].${part}`,
            about,
          });
      }
    return readDosing(
      texts.filter(({ text }) => text),
      drugs,
      finds,
      {
        arms: raw.length,
        listed: (who) => given[who]?.index !== undefined,
        trustAll: options.trustAll,
        onChosen: options.onChosen && ((who, chosen) => options.onChosen?.(at, who, chosen)),
      },
    );
  });
  const ids = titleIds(
    all.map(({ arm, given }, i) => ({
      title: arm.label,
      about: () => {
        if (given.length > 1) return given.slice(0, 2).map((one) => one.drug.name);
        const [only] = given;
        if (only) return [only.drug.name, told(dosings[i]?.[0]?.dose) ?? ''];
        return arm.type === 'PLACEBO_COMPARATOR' ||
          arm.interventions.some(({ intervention }) => isPlacebo(intervention.name ?? ''))
          ? ['placebo']
          : [];
      },
    })),
    'arm',
  );
  const arms: Record<string, Arm> = {};
  const known: KnownArm[] = [];
  for (const [i, { arm, given, things }] of all.entries()) {
    const id = ids[i] ?? 'arm';
    sources.add(`arms.${id}`, arm.field);
    const components: { key: string; component: Component; dosing: Dosing | undefined; index: number | undefined }[] = [
      ...given.map((one, k) => ({
        key: one.drug.name,
        component: defined<Component>({
          drug: one.drug.name,
          type: one.type === 'drug' ? undefined : one.type,
          dose: told(dosings[i]?.[k]?.dose),
          route: dosings[i]?.[k]?.route?.text,
          schedule: told(dosings[i]?.[k]?.schedule),
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
    for (const { dose, schedule } of dosings[i] ?? []) {
      if (told(dose) !== undefined) counts.dosed++;
      if (told(schedule) !== undefined) counts.scheduled++;
      counts.unsure += [dose, schedule].filter((one) => one?.perhaps).length;
    }
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
      const byField = new Map<string, string[]>(index === undefined ? [] : [[`interventions[${index}]`, ['drug']]]);
      for (const attribute of ATTRIBUTES) {
        const said = dosing?.[attribute];
        if (!said) continue;
        if (said.perhaps) {
          sources.add(`${path}.${attribute}`, `${said.field}${PERHAPS}${said.text}`);
          continue;
        }
        const { field } = said;
        byField.set(field, [...(byField.get(field) ?? []), attribute]);
      }
      for (const [field, attributes] of byField) sources.add(`${path}.${together(attributes)}`, field);
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
  return { arms, known };
}
