import type { PropertyPath } from './query-syntax.ts';
import { isReserved, type TokenReader, unexpected } from './token-reader.ts';

/**
 * Reads a dotted property path. Parts that are no plain words (`tags."cost center"`) are double-quoted.
 * @throws InvalidExpression when no property stands here
 */
export function parseProperty(reader: TokenReader): PropertyPath {
  if (isReserved(reader.peek())) throw unexpected(reader.peek(), 'a property');
  const path = [parsePart(reader)];
  while (reader.takeSign('.')) path.push(parsePart(reader));
  return path;
}

function parsePart(reader: TokenReader): string {
  const token = reader.next();
  if (token.kind !== 'word' && token.kind !== 'quoted-word') throw unexpected(token, 'a property');
  return token.text;
}

/** Reads `item, item, …` of anything. */
export function parseList<Item>(
  reader: TokenReader,
  parseItem: (reader: TokenReader) => Item,
): readonly Item[] {
  const items = [parseItem(reader)];
  while (reader.takeSign(',')) items.push(parseItem(reader));
  return items;
}
