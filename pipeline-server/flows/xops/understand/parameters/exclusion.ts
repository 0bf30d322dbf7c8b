import type { Account, Organization } from '../../../../contracts/analysis.ts';
import type { Span } from '../words.ts';

const PLACE = '(?: (?:the|in|of|for|from|accounts?))*';
/** "except anything tagged", "excluding those owned by"; but "not tagged in prod" speaks of prod. */
const LOOSE =
  '(?: (?:the|in|of|for|from|by|with|accounts?|anything|those|that|which|is|are|tagged|tag|owned|belonging|to))*';
const EXCEPT = new RegExp(
  `(?:\\b(?:except(?:ing)?(?: for)?|exclud(?:ing|es?)|other than|ignoring|apart from|aside from|leaving (?:out|aside)|leave out|not (?:counting|including))${LOOSE}|\\b(?:without|but not|not|minus|save for|outside(?: of)?|(?:all|every\\w*|any\\w*) (?:\\w+ ){0,2}?but)${PLACE})\\s*$`,
);
const LISTED =
  /^\s*(?:accounts?|team)?\s*(?:,|&|and|or|nor|, and|, or)\s*(?:(?:the|in|for|accounts?) )*$/;

/** Of some places of a text those that are left out ("except sandbox and staging"), each with where that is said. */
export function findExcluded(text: string, spans: readonly Span[]): ReadonlyMap<Span, number> {
  const excluded = new Map<Span, number>();
  let before: Span | null = null;
  for (const span of [...spans].sort((left, right) => left.start - right.start)) {
    const except = EXCEPT.exec(text.slice(0, span.start));
    const listed = before !== null && LISTED.test(text.slice(before.end, span.start));
    if (except !== null) excluded.set(span, except.index);
    else if (listed) excluded.set(span, span.start);
    before = excluded.has(span) ? span : null;
  }
  return excluded;
}

/** True where the words before a place leave it out. */
export function isExcludedAt(text: string, start: number): boolean {
  return EXCEPT.test(text.slice(0, start));
}

/** Every active account but those left out, and what must be said; none when it is not known which to leave out. */
export function withoutAccounts(
  name: string,
  known: readonly Account[],
  organization: Organization,
): { readonly accounts: readonly string[]; readonly note: string } {
  if (known.length === 0) {
    const note = `"not ${name}" could not be honoured: no account is known as ${name}`;
    return { accounts: [], note };
  }
  const rest = organization.accounts.filter(
    (account) => !known.includes(account) && account.status === 'ACTIVE',
  );
  return {
    accounts: rest.map(({ id }) => id),
    note: `without ${known.map((account) => account.name).join(', ')}`,
  };
}
