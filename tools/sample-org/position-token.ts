import { createHash } from 'node:crypto';
import type { Refuse } from './handler.ts';

/** A token that holds a position and a mark of the request it belongs to: the endpoint remembers nothing between pages. */
export function writePositionToken(position: string, request: unknown): string {
  return Buffer.from(`${markOf(request)} ${position}`).toString('base64url');
}

/**
 * The position a token holds, or null without a token.
 * @throws what `refuse` makes when it is no token of this request
 */
export function readPositionToken(
  token: string | undefined,
  request: unknown,
  refuse: Refuse,
): string | null {
  if (token === undefined) return null;
  const [mark, position] = Buffer.from(token, 'base64url').toString().split(' ');
  if (mark === markOf(request) && position) return position;
  throw refuse('The specified next token is not valid.');
}

function markOf(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16);
}
