import { InvalidExpression } from './invalid-expression.ts';
import { parseList, parseProperty } from './parse-property.ts';
import type { Comparison, Condition, Literal, PropertyPath } from './query-syntax.ts';
import { type TokenReader, unexpected } from './token-reader.ts';

const MAX_DEPTH = 100;

/** A suffix wildcard after at least three characters; `_` counts as a wildcard wherever it stands. */
const LIKE_PATTERN = /^(?:[^%_]*|[^%_]{3,}[%_]+)$/;

/**
 * Reads a WHERE condition: OR binds loosest, then AND, then NOT.
 * @throws InvalidExpression on anything outside the documented subset
 */
export function parseCondition(reader: TokenReader, depth = 0): Condition {
  return parseJoined(reader, 'or', () =>
    parseJoined(reader, 'and', () => parseNegatable(reader, depth)),
  );
}

function parseJoined(reader: TokenReader, kind: 'and' | 'or', parsePart: () => Condition) {
  const parts = [parsePart()];
  while (reader.takeKeyword(kind.toUpperCase())) parts.push(parsePart());
  const [only] = parts;
  return parts.length === 1 && only ? only : ({ kind, parts } as const);
}

function parseNegatable(reader: TokenReader, depth: number): Condition {
  if (depth > MAX_DEPTH) throw new InvalidExpression('The expression is nested too deeply.');
  if (reader.takeKeyword('NOT')) return { kind: 'not', part: parseNegatable(reader, depth + 1) };
  if (reader.takeSign('(')) {
    const condition = parseCondition(reader, depth + 1);
    reader.needSign(')');
    return condition;
  }
  return parseTest(reader, parseProperty(reader));
}

function parseTest(reader: TokenReader, path: PropertyPath): Condition {
  if (reader.takeKeyword('NOT')) return { kind: 'not', part: parseKeywordTest(reader, path) };
  const token = reader.peek();
  if (token.kind === 'word') return parseKeywordTest(reader, path);
  const sign = asComparison(token.text);
  if (token.kind !== 'sign' || sign === null) {
    throw unexpected(token, 'one of =, <, >, <=, >=, IN, BETWEEN, LIKE');
  }
  reader.next();
  return { kind: 'compare', path, sign, value: parseLiteral(reader) };
}

function asComparison(text: string): Comparison | null {
  return text === '=' || text === '<' || text === '>' || text === '<=' || text === '>='
    ? text
    : null;
}

function parseKeywordTest(reader: TokenReader, path: PropertyPath): Condition {
  if (reader.takeKeyword('IN')) return { kind: 'in', path, values: parseValues(reader) };
  if (reader.takeKeyword('BETWEEN')) {
    const low = parseLiteral(reader);
    reader.needKeyword('AND');
    return { kind: 'between', path, low, high: parseLiteral(reader) };
  }
  if (reader.takeKeyword('LIKE')) return { kind: 'like', path, pattern: parsePattern(reader) };
  throw unexpected(reader.peek(), 'IN, BETWEEN or LIKE');
}

function parseValues(reader: TokenReader): readonly Literal[] {
  reader.needSign('(');
  const values = parseList(reader, parseLiteral);
  reader.needSign(')');
  return values;
}

function parsePattern(reader: TokenReader): string {
  const token = reader.next();
  if (token.kind !== 'string') throw unexpected(token, 'a quoted pattern');
  if (LIKE_PATTERN.test(token.text)) return token.text;
  throw new InvalidExpression(
    `Pattern '${token.text}' is not supported: wildcards are allowed only as a suffix, after at least three characters.`,
  );
}

function parseLiteral(reader: TokenReader): Literal {
  const token = reader.next();
  if (token.kind === 'string') return token.text;
  if (token.kind === 'number') return Number(token.text);
  if (token.kind === 'word' && /^(?:true|false)$/i.test(token.text)) {
    return token.text.toLowerCase() === 'true';
  }
  throw unexpected(token, 'a value');
}
