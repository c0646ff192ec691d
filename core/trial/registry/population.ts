/** N: who is studied. */
import type { Population } from '../schema.ts';
import type { StudyRecord } from './record.ts';
import { defined } from './record.ts';

const AGE = /^(\d+(?:\.\d+)?) (year|month|week|day|hour|minute)s?$/i;

/** The ages admitted, in words: `18 years and older`, `18 to 65 years`, `6 months to 17 years`, `up to 17 years`. */
function agesAdmitted(minimum: string | undefined, maximum: string | undefined): string | undefined {
  const [low, high] = [minimum, maximum].map((age) => {
    const match = age === undefined ? null : AGE.exec(age);
    return match?.[1] && match[2] ? { value: match[1], unit: match[2].toLowerCase() } : undefined;
  });
  const written = (age: { value: string; unit: string }) => `${age.value} ${age.unit}${age.value === '1' ? '' : 's'}`;
  if (low && high) return `${low.unit === high.unit ? low.value : written(low)} to ${written(high)}`;
  if (low) return `${written(low)} and older`;
  return high && `up to ${written(high)}`;
}

const SEXES: Readonly<Record<string, Population['sex']>> = { ALL: 'all', BOTH: 'all', FEMALE: 'female', MALE: 'male' };

export function readPopulation({ protocolSection: protocol }: StudyRecord): Population {
  const who = protocol.eligibilityModule;
  const conditions = [...new Set(protocol.conditionsModule.conditions)];
  return defined<Population>({
    condition: conditions.length > 0 ? conditions : undefined,
    enrollment: protocol.designModule.enrollmentInfo.count,
    age: agesAdmitted(who.minimumAge, who.maximumAge),
    sex: SEXES[who.sex ?? ''],
    healthy: who.healthyVolunteers,
    criteria: who.eligibilityCriteria,
  });
}
