/** What an answer says of power: part of `answer.ts`. */
import * as z from 'zod';
import { ESTIMATE_KINDS } from '../trial/quantity/estimate.ts';

const POWER_METHODS = ['estimate', 'shares', 'events', 'p'] as const;

export const powerSchema = z
  .object({
    from: z.number().meta({ description: 'Participants enrolled.' }),
    to: z.number().meta({ description: 'Participants imagined.' }),
    observed: z.number().min(0).max(1).meta({ description: 'Power at `from`, were the effect as supposed.' }),
    imagined: z.number().min(0).max(1).meta({ description: 'Power at `to`, were the effect as supposed.' }),
    alpha: z.number().meta({ description: 'Two-sided.' }),
    method: z.enum(POWER_METHODS).meta({
      description:
        '`estimate`: the effect and its standard error; `shares`: two proportions; `events`: the logarithm of a hazard ratio by events (Schoenfeld); `p`: no more than the p-value.',
    }),
    bound: z.literal(true).exactOptional().meta({
      description:
        'Only a bound of p is known: power is at least what is told, and what is needed or detectable at most.',
    }),
    effect: z
      .object({
        kind: z.enum(ESTIMATE_KINDS),
        value: z.number(),
        inPercent: z.literal(true).exactOptional(),
        told: z.string().exactOptional().meta({ description: 'As the imagined size beside it is told.' }),
      })
      .exactOptional()
      .meta({
        description:
          'The effect that is supposed. A risk difference in percent points; `inPercent`: a ratio of which 100 is no effect.',
      }),
    supposed: z.literal('imagined').exactOptional().meta({
      description:
        'The effect is the imagined one, with the standard error that was observed; else it is the estimated one.',
    }),
    needed: z
      .array(z.object({ power: z.number(), participants: z.number(), events: z.number().exactOptional() }))
      .meta({
        description: 'Enrolled in the whole trial, its arms in the same proportions, to find the effect as supposed.',
      }),
    detectable: z
      .array(
        z.object({ power: z.number(), observed: z.number().exactOptional(), imagined: z.number().exactOptional() }),
      )
      .meta({
        description:
          'The smallest effect that is found, in the terms of `effect`: at `from` and at `to`. A difference without a sign, either way; a ratio on the side of 1 on which `effect` is.',
      }),
    otherTest: z
      .object({ p: z.string(), method: z.string().exactOptional(), z: z.number(), reckoned: z.number() })
      .exactOptional()
      .meta({
        description:
          'The reported p is of another test than what power is reckoned by, or of another analysis: the |z| that it stands for, and that of these figures.',
      }),
    formula: z.string(),
    inputs: z.array(z.object({ name: z.string(), value: z.number(), of: z.string().exactOptional() })),
  })
  .meta({ description: 'By the normal approximation, nothing but the number of participants being changed.' });
export type Power = z.infer<typeof powerSchema>;
