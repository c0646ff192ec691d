/**
 * The registry's search (API v2, `GET /studies`, https://clinicaltrials.gov/data-api/api) page by page: whole records, and the
 * token that the next page is asked for with. Nothing is thrown.
 */
import * as z from 'zod';
import { ask, baseUrl, malformed, parsed, type RegistryOptions, type RegistryProblem } from './fetch.ts';

/** The API answers with no more than this a page. */
export const MOST_A_PAGE = 1000;

export interface PageRequest {
  /** In the registry's own search language (`query.term`); everything where it is absent. */
  query?: string;
  /** Only records that were last updated on this day (YYYY-MM-DD) or later. */
  since?: string;
  /** From the page before; absent for the first. */
  token?: string;
  /** Records a page, up to 1000; it may differ from page to page. */
  size: number;
}

export interface Page {
  /** The records, as they came. */
  studies: readonly unknown[];
  /** Absent on the last page. */
  next?: string;
  /** Of all pages; the first page says it. */
  total?: number;
}

/**
 * Where a page is. The oldest update comes first: a record that is updated while pages are being asked for moves behind those
 * that are still to come, so it can come twice but cannot be missed.
 */
function pageUrl({ query, since, token, size }: PageRequest, url?: string): string {
  const search = new URLSearchParams({ format: 'json', pageSize: String(size), sort: 'LastUpdatePostDate:asc' });
  if (query !== undefined) search.set('query.term', query);
  if (since !== undefined) search.set('filter.advanced', `AREA[LastUpdatePostDate]RANGE[${since},MAX]`);
  if (token === undefined) search.set('countTotal', 'true');
  else search.set('pageToken', token);
  return `${baseUrl(url)}/studies?${search}`;
}

const pageAnswer = z.object({
  studies: z.array(z.unknown()),
  nextPageToken: z.string().optional(),
  totalCount: z.number().optional(),
});

/** Asks for one page. A body that was cut short is `malformed`. */
export async function fetchPage(
  request: PageRequest,
  options: RegistryOptions = {},
): Promise<Page | { problem: RegistryProblem }> {
  const url = pageUrl(request, options.url);
  const answer = await ask(url, options);
  if ('problem' in answer) return answer;
  const read = pageAnswer.safeParse(parsed(answer.text));
  if (!read.success) return malformed(url, 'not a page of studies');
  const { studies, nextPageToken: next, totalCount: total } = read.data;
  return { studies, ...(next && { next }), ...(total !== undefined && { total }) };
}
