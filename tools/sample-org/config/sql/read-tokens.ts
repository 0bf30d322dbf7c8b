import { InvalidExpression } from './invalid-expression.ts';

/** One token. `text` is unquoted; `at` is its offset in the expression. */
export interface Token {
  readonly kind: 'word' | 'quoted-word' | 'string' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

const PATTERNS: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['number', /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])/y],
  ['string', /'(?:[^']|'')*'/y],
  ['quoted-word', /"(?:[^"]|"")+"/y],
  ['word', /[A-Za-z_][\w-]*/y],
  ['sign', /<=|>=|<>|!=|[=<>(),.*;]/y],
];

/**
 * Cuts an expression into tokens, ending with one of kind `end`.
 * @throws InvalidExpression at a character that starts no token, and at an unclosed quote
 */
export function readTokens(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    const token = readToken(expression, at);
    if (token.kind !== 'space') tokens.push({ kind: token.kind, text: unquoted(token), at });
    at += token.text.length;
  }
  return [...tokens, { kind: 'end', text: 'end of expression', at }];
}

function readToken(expression: string, at: number) {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(expression);
    if (match) return { kind, text: match[0] };
  }
  throw new InvalidExpression(`Unexpected character '${expression[at]}' at position ${at}.`);
}

function unquoted({ kind, text }: { kind: string; text: string }): string {
  if (kind === 'string') return text.slice(1, -1).replaceAll("''", "'");
  if (kind === 'quoted-word') return text.slice(1, -1).replaceAll('""', '"');
  return text;
}
