/** What a model answers where it is asked whether one side beats the other: yes or no. */
import * as z from 'zod';
import { MECHANISMS } from '../answer.ts';
import { MOST_SENTENCES } from './answer.ts';

const BENEFIT_ANSWERS = ['yes', 'no'] as const;

const schema = z.toJSONSchema(
  z.object({
    trace: z
      .array(z.object({ mechanism: z.enum(MECHANISMS), text: z.string().min(1) }))
      .min(1)
      .max(MOST_SENTENCES)
      .meta({ description: 'Why, a cause each.' }),
    answer: z.enum(BENEFIT_ANSWERS),
  }),
);

/** The JSON Schema for the server. */
export const benefitJsonSchema: { name: string; schema: object } = { name: 'benefit', schema };

export const BENEFIT_ANSWER = `The two arms compared are k1 and k2. The answer is whether k1 beats k2 on the outcome:
- "yes": k1 is significantly better than k2 (two-sided, at 0.05)
- "no": k1 is worse, or the difference is not significant`;

export const BENEFIT_FORMAT = `Answer with one JSON object and nothing else: {"trace": [{"mechanism": "…", "text": "…"}], "answer": "yes" or "no"}.`;

/** The question: which way is good is said, for it is a fact of the outcome. */
export function benefitQuestion(better: 'higher' | 'lower', time: boolean): string {
  const longer = better === 'higher' ? 'a longer' : 'a shorter';
  return `This trial was run as the case says. On the outcome ${time ? `${longer} time to the event` : better} is better. Does k1 beat k2?`;
}
