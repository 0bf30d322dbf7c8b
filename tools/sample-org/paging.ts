import { createHash } from 'node:crypto';

import type { Refuse } from './handler.ts';

/** What a page is cut from: where it starts, how long it is, and the request it belongs to. */
export interface PageRequest {
  /** The token of the request, if it had one. */
  readonly token: string | undefined;
  readonly size: number;
  /** The request without its token: a token given for another request is refused. */
  readonly request: unknown;
  readonly refuse: Refuse;
}

/** A page of items; `token` is absent on the last one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly token?: string;
}

function fingerprint(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 12);
}

/** Token that stands for a position in the answer to `request`. */
export function pageToken(position: number, request: unknown): string {
  return Buffer.from(`${position}.${fingerprint(request)}`).toString('base64url');
}

/** The position a token stands for: 0 without a token. @throws what `refuse` makes when it is not a token of this request. */
export function pagePosition({ token, request, refuse }: PageRequest): number {
  if (token === undefined) return 0;
  const [position, print] = Buffer.from(token, 'base64url').toString().split('.');
  if (position === undefined || !/^\d{1,12}$/.test(position) || print !== fingerprint(request)) {
    throw refuse('The pagination token is invalid.');
  }
  return Number(position);
}

/** Cuts one page out of items that may be generated lazily; nothing beyond the page is kept. */
export function cutPage<Item>(items: Iterable<Item>, page: PageRequest): Page<Item> {
  const start = pagePosition(page);
  const end = start + page.size;
  const kept: Item[] = [];
  let position = 0;
  for (const item of items) {
    if (position === end) return { items: kept, token: pageToken(end, page.request) };
    if (position >= start) kept.push(item);
    position += 1;
  }
  return { items: kept };
}
