import { InvalidExpression } from './invalid-expression.ts';
import { readTokens, type Token } from './read-tokens.ts';

/** Words that never name a property. The second line holds those the language knows only to refuse. */
const RESERVED = new Set(
  `SELECT WHERE GROUP ORDER BY ASC DESC AND OR NOT IN BETWEEN LIKE TRUE FALSE
   ALL AS DISTINCT FROM HAVING JOIN UNION NULL IS`.split(/\s+/),
);

/** A cursor over an expression's tokens. */
export interface TokenReader {
  /** The next token, not consumed. */
  peek(): Token;
  next(): Token;
  /** Consumes the keyword (any case) if it is next. */
  takeKeyword(keyword: string): boolean;
  /** Consumes the sign if it is next. */
  takeSign(sign: string): boolean;
  /** @throws InvalidExpression when the sign is not next */
  needSign(sign: string): void;
  /** @throws InvalidExpression when the keyword is not next */
  needKeyword(keyword: string): void;
}

/** True for a bare word that the language keeps for itself. */
export function isReserved(token: Token): boolean {
  return token.kind === 'word' && RESERVED.has(token.text.toUpperCase());
}

/** The error for a token that has no place where it stands. */
export function unexpected(token: Token, wanted: string): InvalidExpression {
  return new InvalidExpression(
    `Unexpected '${token.text}' at position ${token.at}: ${wanted} expected.`,
  );
}

/** Starts reading an expression. @throws InvalidExpression as {@link readTokens} */
export function createTokenReader(expression: string): TokenReader {
  const tokens = readTokens(expression);
  let position = 0;
  const peek = (): Token => tokens[position] ?? { kind: 'end', text: '', at: expression.length };
  const take = (matches: boolean): boolean => {
    if (matches) position++;
    return matches;
  };
  const takeKeyword = (keyword: string): boolean =>
    take(peek().kind === 'word' && peek().text.toUpperCase() === keyword);
  const takeSign = (sign: string): boolean => take(peek().kind === 'sign' && peek().text === sign);
  return {
    peek,
    next: () => {
      const token = peek();
      position++;
      return token;
    },
    takeKeyword,
    takeSign,
    needSign: (sign) => {
      if (!takeSign(sign)) throw unexpected(peek(), `'${sign}'`);
    },
    needKeyword: (keyword) => {
      if (!takeKeyword(keyword)) throw unexpected(peek(), keyword);
    },
  };
}
