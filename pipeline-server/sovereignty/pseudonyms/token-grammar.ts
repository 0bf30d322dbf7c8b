/** How the pseudonyms of a kind are written: `acct-K4Q7ZM`. */
interface TokenShape {
  readonly prefix: string;
  readonly suffix: string;
}

/** Kinds of pseudonyms. What a value is stays visible, so that a model can reason about it. */
export const TOKEN_SHAPES = {
  account: { prefix: 'acct-', suffix: '' },
  address: { prefix: 'place-', suffix: '' },
  date: { prefix: 'date-', suffix: '' },
  email: { prefix: 'user-', suffix: '@mail' },
  host: { prefix: 'host-', suffix: '.example' },
  id: { prefix: 'id-', suffix: '' },
  ip: { prefix: 'ip-', suffix: '' },
  name: { prefix: 'name-', suffix: '' },
  number: { prefix: 'num-', suffix: '' },
  person: { prefix: 'person-', suffix: '' },
  phone: { prefix: 'phone-', suffix: '' },
  value: { prefix: 'value-', suffix: '' },
} as const satisfies Readonly<Record<string, TokenShape>>;

/** A kind of pseudonym. */
export type TokenKind = keyof typeof TOKEN_SHAPES;

/**
 * Prefixes and suffixes are in lower case and tails in upper case, a tail has a fixed length, and no prefix ends with another:
 * therefore no token overlaps another, whatever text stands beside it. No 0, 1, I and O, and a letter first, so that a tail
 * is no number.
 */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const CHARACTERS = `${LETTERS}23456789`;
const TAIL_LENGTH = 6;
const TAIL = `[A-HJ-NP-Z][A-HJ-NP-Z2-9]{${TAIL_LENGTH - 1}}`;

const SHAPES: readonly TokenShape[] = Object.values(TOKEN_SHAPES);

/** Longest token, in characters. */
const LONGEST_TOKEN = Math.max(
  ...SHAPES.map(({ prefix, suffix }) => prefix.length + TAIL_LENGTH + suffix.length),
);

/** Everything that has the shape of a token, with the flag `g`. */
export function tokenPattern(): RegExp {
  const shapes = SHAPES.map(({ prefix, suffix }) => `${prefix}${TAIL}${escape(suffix)}`);
  return new RegExp(shapes.join('|'), 'g');
}

/** Writes a token; `random` are at least six bytes. */
export function writeToken(kind: TokenKind, random: Uint8Array): string {
  const { prefix, suffix } = TOKEN_SHAPES[kind];
  const tail = Array.from({ length: TAIL_LENGTH }, (_, index) => {
    const characters = index === 0 ? LETTERS : CHARACTERS;
    return characters.charAt((random[index] ?? 0) % characters.length);
  });
  return `${prefix}${tail.join('')}${suffix}`;
}

/** Each step of a token as an optional rest, so that what is not yet a whole token matches up to the end. */
const BEGUN = new RegExp(`(?:${SHAPES.map(begunShape).join('|')})$`);

function begunShape({ prefix, suffix }: TokenShape): string {
  const tail = [LETTERS, ...Array.from({ length: TAIL_LENGTH - 1 }, () => CHARACTERS)];
  const steps = [...prefix.split('').map(escape), ...tail.map((set) => `[${set}]`)];
  const all = [...steps, ...suffix.split('').map(escape)].slice(0, -1);
  const [first = '', ...others] = all;
  return first + others.reduceRight((rest, step) => `(?:${step}${rest})?`, '');
}

/** Where at the end of a text a token may have begun; the length of the text when none has. */
export function begunToken(text: string): number {
  const from = Math.max(0, text.length - LONGEST_TOKEN);
  const found = BEGUN.exec(text.slice(from));
  return found === null ? text.length : from + found.index;
}

function escape(text: string): string {
  return text.replaceAll('.', String.raw`\.`);
}
