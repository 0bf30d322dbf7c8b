import type { Account } from '../../pipeline-server/contracts/analysis.ts';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { Parameters, Period } from '../../pipeline-server/contracts/parameters.ts';

interface Rule {
  readonly what: string;
  readonly values: (parameters: Parameters) => readonly string[];
  readonly pattern: RegExp;
  readonly remedy: string;
}

/** What a value must look like before it comes near a request to AWS. */
const RULES: readonly Rule[] = [
  {
    what: 'account',
    values: (parameters) => parameters.accounts,
    pattern: /^\d{12}$/,
    remedy: 'An account is given by its 12 digits.',
  },
  {
    what: 'Region',
    values: (parameters) => parameters.regions,
    pattern: /^(?:global|[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2})$/,
    remedy: 'A Region is a code such as ap-southeast-2.',
  },
  {
    what: 'resource type',
    values: (parameters) => parameters.resourceTypes,
    pattern: /^[A-Za-z0-9]+(?:::[A-Za-z0-9]+){2}$/,
    remedy: 'A resource type is written as in CloudFormation, e.g. AWS::EC2::Instance.',
  },
  {
    what: 'service',
    values: (parameters) => parameters.services,
    pattern: /^[\p{L}\p{N} .,()&/:_-]{1,100}$/u,
    remedy: 'A service is written as on the bill, e.g. Amazon Relational Database Service.',
  },
  {
    what: 'tag',
    values: ({ tags, tagKey }) => [
      ...Object.entries(tags).flat(),
      ...(tagKey === null ? [] : [tagKey]),
    ],
    pattern: /^[\p{L}\p{N}\s_.:/=+@-]{1,256}$/u,
    remedy: 'Tag keys and values hold letters, digits, spaces and _ . : / = + - @ (AWS tag rules).',
  },
];

const LISTED_AT_MOST = 1000;

/** @throws AnalysisError `bad-parameter` that says which value is wrong and what is right. */
export function checkParameters(parameters: Parameters): void {
  for (const rule of RULES) {
    const values = rule.values(parameters);
    if (values.length > LISTED_AT_MOST)
      throw bad(`Too many values of ${rule.what}: at most 1,000.`);
    const wrong = values.find((value) => !rule.pattern.test(value));
    if (wrong !== undefined)
      throw bad(`"${wrong.slice(0, 60)}" is no ${rule.what}. ${rule.remedy}`);
  }
  checkNumber('The number of rows', parameters.top, 10_000);
  checkNumber('The number of days', parameters.days, 3_650);
  checkTagKey(parameters);
  checkPeriod(parameters.period);
  checkPeriod(parameters.compareTo);
}

/** @throws AnalysisError `bad-parameter` when an account is not of this organization. */
export function checkAccounts(parameters: Parameters, accounts: readonly Account[]): void {
  const known = new Set(accounts.map(({ id }) => id));
  const unknown = parameters.accounts.find((id) => !known.has(id));
  if (unknown === undefined) return;
  throw bad(`Account ${unknown} is not in this organization. Ask for the list of accounts.`);
}

function checkNumber(what: string, value: number | null, maximum: number): void {
  if (value === null) return;
  if (Number.isInteger(value) && value >= 1 && value <= maximum) return;
  throw bad(`${what} is a whole number from 1 to ${maximum}.`);
}

function checkTagKey({ groupBy, tagKey }: Parameters): void {
  const byTag = groupBy === 'tag' || groupBy === 'tag_unit';
  if (byTag && tagKey === null) throw bad('To group by a tag, give its key, e.g. CostCentre.');
  if (!byTag && tagKey !== null) {
    throw bad(
      'The key of a tag goes with grouping by that tag (tag, or tag_unit for cost per unit).',
    );
  }
}

function checkPeriod(period: Period | null): void {
  if (period === null) return;
  const { start, end } = period;
  if (!isDay(start) || !isDay(end)) throw bad('A period is given by days, e.g. 2026-10-01.');
  if (start >= end) throw bad(`The period ends (${end}) before it begins (${start}).`);
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time)) return false;
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(time).toISOString().startsWith(text);
}

function bad(message: string): AnalysisError {
  return new AnalysisError('bad-parameter', message);
}
