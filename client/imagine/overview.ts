/** All outcomes under a scenario, asked for in parts and put in order: what flips first, and the harms last. */
import type { Imagining, OutcomeLine } from '../../core/imagine/answer.ts';
import { allOutcomes } from '../../core/imagine/wording.ts';
import type { ImaginingAnswer, OutcomesAnswer, OutcomesParams } from '../../server/protocol.ts';

/** As far as it is known. */
export interface Overview {
  /** What it is of: a version of a document, a scenario, two sides. */
  readonly of: string;
  readonly lines: readonly OutcomeLine[];
  readonly known: number;
  readonly total: number;
  /** What the lines say together, once all are known. */
  readonly summary?: string;
}

/** What the overview of an answer is of: whichever outcome is shown, all outcomes are the same. */
export function overviewOf(uri: string, { version, scenario, look }: ImaginingAnswer): string {
  return JSON.stringify([uri, version, scenario, look?.first, look?.second]);
}

export const isWhole = ({ known, total }: Overview): boolean => known >= total;

/**
 * Asks part by part, and gives what is known after each. Ends before its time where there is no answer, or one of another
 * version; throws what `ask` throws.
 */
export async function* overview(
  uri: string,
  answer: ImaginingAnswer & { imagining: Imagining },
  ask: (params: OutcomesParams) => Promise<OutcomesAnswer | null>,
): AsyncGenerator<Overview, void, undefined> {
  const { version, scenario, look, imagining } = answer;
  const lines: OutcomeLine[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const part: OutcomesAnswer | null = await ask({ uri, scenario, ...(look && { look }), from });
    if (part?.version !== version) return;
    lines.push(...part.lines);
    from = part.next;
    const { lines: all, summary } = allOutcomes(lines, imagining);
    yield {
      of: overviewOf(uri, answer),
      lines: all,
      known: lines.length,
      total: part.total,
      // Of some of them only, it would be told of the others too.
      ...(from === undefined && summary !== undefined && { summary }),
    };
  }
}
