import type { Organization } from '../../../../contracts/analysis.ts';
import type { Span } from '../words.ts';
import type { ReadContext } from './found.ts';
import { spanOf } from './found.ts';
import type { Refusal } from './refusal.ts';
import { asWritten, isOrdinary, isUnderstood, nearest } from './refusal.ts';

/** Twelve digits that stand alone; those of an ARN may well belong to somebody else. */
const ID = /(?<![\w:/.-])\d{12}(?![\w:/-]|\.\w)/dg;
const PLACED =
  '\\b(?:in|for|of|from|on|within|inside|about|only|just|except|excluding|without)(?: the| our| my| aws| amazon)*';
const NAME = '["\']?([a-z\\d][\\w.@+-]*)';
/** "in account nope", "for the account named nope". */
const AFTER = new RegExp(
  `${PLACED} account (?:(?:named|called|id|number|with(?: the)? (?:id|name)) )?${NAME}`,
  'dg',
);
/** "in the nope account"; "the nope account manager" speaks of a person. */
const BEFORE = new RegExp(
  `${PLACED} ${NAME}["']? account(?=$| *[?.!,;]| (?:last|this|in|on|since|for|by|and|or|over|during|please)\\b)`,
  'dg',
);

/** Accounts that a question names plainly ("in account nope", twelve digits) and that the organization does not have. */
export function findUnknownAccounts(
  { text, organization }: ReadContext,
  understood: readonly Span[],
): readonly Refusal[] {
  if (organization.accounts.length === 0) return [];
  const ids = [...text.lower.matchAll(ID)].map((match) => spanOf(match));
  const named = [AFTER, BEFORE]
    .flatMap((pattern) => [...text.lower.matchAll(pattern)])
    .map((match) => spanOf(match, 1))
    .filter((span) => isName(text.lower, span) && !isUnderstood(span, [...understood, ...ids]));
  const written = [...ids, ...named].map((span) => asWritten(text.original, span));
  return [...new Set(written)]
    .filter((name) => organization.accounts.every(({ id }) => id !== name))
    .map((name) => refuse(name, organization));
}

function isName(text: string, { start, end }: Span): boolean {
  const word = text.slice(start, end);
  return /^\d+$/.test(word) ? word.length >= 4 : !isOrdinary(word);
}

function refuse(written: string, { accounts }: Organization): Refusal {
  const isId = /^\d+$/.test(written);
  const near = nearest(
    written,
    accounts.map(({ id, name }) => (isId ? id : name)),
  ).map((known) => describe(known, accounts));
  return {
    problem: `There is no account "${written}" in the organization.`,
    remedy: `Nearest: ${near.join(', ')}. Ask again with the name or the id of an account, or without it for all ${accounts.length}.`,
  };
}

function describe(known: string, accounts: Organization['accounts']): string {
  const account = accounts.find(({ id, name }) => [id, name].includes(known));
  return account === undefined ? known : `${account.name} (${account.id})`;
}
