/** Types of `draw.mjs`. */
export interface ArmTexts {
  label: string;
  type: string;
  description: string;
  interventions: { type: string; name: string; description: string }[];
}
export function textsOf(study: unknown, index: number): ArmTexts;
export function hashOf(texts: ArmTexts): string;
