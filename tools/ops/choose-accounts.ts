import { distance } from 'fastest-levenshtein';
import type { Account } from '../../pipeline-server/contracts/analysis.ts';
import { oneLine, ToolError } from '../../pipeline-server/contracts/tool.ts';

const LONGEST_VALUE = 60;
const MOST_OFFERED = 12;
const MOST_NEAR = 3;

/**
 * The ids of accounts given by id, by name, or by a part of a name that only one account has.
 * @throws ToolError that offers the accounts that could be meant.
 */
export function chooseAccounts(
  wanted: readonly string[],
  accounts: readonly Account[],
): readonly string[] {
  return [...new Set(wanted.map((name) => chooseAccount(name, accounts)))];
}

function chooseAccount(wanted: string, accounts: readonly Account[]): string {
  const name = wanted.trim().toLowerCase();
  const wantedId = /(?<!\d)\d{12}(?!\d)/.exec(name)?.[0];
  const exact = accounts.filter((account) =>
    wantedId === undefined ? account.name.toLowerCase() === name : account.id === wantedId,
  );
  const parts = accounts.filter((account) => account.name.toLowerCase().includes(name));
  const matches = exact.length > 0 ? exact : parts;
  const [only, ...others] = matches;
  if (only !== undefined && others.length === 0) return only.id;
  if (accounts.length === 0 && wantedId !== undefined) return wantedId;
  throw only === undefined ? unknownAccount(wanted, accounts) : severalAccounts(wanted, matches);
}

function unknownAccount(wanted: string, accounts: readonly Account[]): ToolError {
  const near = accounts
    .toSorted((a, b) => distanceTo(wanted, a) - distanceTo(wanted, b))
    .slice(0, MOST_NEAR)
    .map(label);
  const nearest = near.length === 0 ? '' : `Nearest: ${near.join(', ')}. `;
  return new ToolError('bad-argument', {
    problem: `No account "${oneLine(wanted, LONGEST_VALUE)}" is in this organization.`,
    remedy: `${nearest}list_accounts gives all of them.`,
  });
}

function distanceTo(wanted: string, { name }: Account): number {
  return distance(wanted.slice(0, LONGEST_VALUE).toLowerCase(), name.toLowerCase());
}

function severalAccounts(wanted: string, matches: readonly Account[]): ToolError {
  const problem = `"${oneLine(wanted, LONGEST_VALUE)}" fits ${matches.length} accounts.`;
  const options = matches.slice(0, MOST_OFFERED).map(label);
  return new ToolError('bad-argument', {
    problem,
    remedy: `Give one of them, or all by name: ${options.join(', ')}.`,
    choice: {
      parameter: 'accounts',
      value: wanted,
      question: `${problem} Which one is meant?`,
      options,
    },
  });
}

/** Names can repeat within an organization; the id cannot. */
function label({ name, id }: Account): string {
  return `${oneLine(name, LONGEST_VALUE)} (${id})`;
}
