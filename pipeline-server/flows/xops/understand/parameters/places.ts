import type { Span } from '../words.ts';
import { spanOf } from './found.ts';

const NAME = '["\']?[a-z][a-z\\d_-]*["\']?(?![\\w.@+:=/])';
const SEPARATOR = '(?:,? (?:and|or)(?: in| for)?(?: the)? |, ?)';
const PLACED =
  '\\b(?:in|for|from|on|within|inside|across|only|just|except|excluding|without|(?<=\\b(?:costs?|spend|spending|bill|findings|resources) )of)(?: the| our| my| aws| amazon| both)*';
const PLACES = new RegExp(`${PLACED} (accounts? )?(${NAME}(?:${SEPARATOR}${NAME})*)`, 'dg');
const ITEM = /[a-z][a-z\d_-]*/dg;
const ENDS =
  /^["']?(?:$| *[?.!,;]| (?:last|this|in|on|since|for|by|and|or|over|during|please|today|yesterday)\b)/;
/** Words after which something else than a place often stands: "on Graviton", "only mine". */
const WEAK = /^(?:on|only|just|without|except|excluding)\b/;

/** A word that stands where a place stands: "in acme-prod", "for payments and foo-bar", "in accounts payments and web". */
export interface PlaceWord {
  readonly word: string;
  readonly span: Span;
  /** Listed after "accounts", so that any word is a name. */
  readonly isAccount: boolean;
  /** Nothing follows that the word could describe. */
  readonly ends: boolean;
  readonly weak: boolean;
  /** The text behind the word. */
  readonly after: string;
}

/**
 * The words of a lower-case question that stand where a place stands; "and" and "or" are among them where a list goes on.
 * The one after "account" is not: it is a name beyond doubt.
 */
export function placeWords(text: string): readonly PlaceWord[] {
  return [...text.matchAll(PLACES)].flatMap((match) => {
    const list = spanOf(match, 2);
    const isAccount = match[1] !== undefined;
    const known = match[1] === 'account ' ? 1 : 0;
    const weak = WEAK.test(match[0]);
    return [...(match[2] ?? '').matchAll(ITEM)].slice(known).map((item) => {
      const own = spanOf(item);
      const span = { start: list.start + own.start, end: list.start + own.end };
      const after = text.slice(span.end);
      return { word: item[0], span, isAccount, ends: ENDS.test(after), weak, after };
    });
  });
}
