import type { Column, Finding } from '../../pipeline-server/contracts/findings.ts';
import {
  type GroupBy,
  SEVERITIES,
  type Severity,
} from '../../pipeline-server/contracts/parameters.ts';
import { exactNumber, roundedAmount } from '../aws/exact-amount.ts';
import { column, SAVING } from './columns.ts';
import { countOf } from './fold-rows.ts';
import { groupedBy } from './group-by.ts';
import { ENVIRONMENT_KEYS, TEAM_KEYS, tagValue } from './tag-lookup.ts';

/** How the rows of any analyzer can be grouped, by what of a finding. */
const KEYS: Partial<Record<GroupBy, (finding: Finding) => string | null>> = {
  account: (finding) => finding.accountName ?? finding.accountId,
  region: (finding) => finding.region,
  team: (finding) => tagValue(finding.tags, TEAM_KEYS),
  environment: (finding) => tagValue(finding.tags, ENVIRONMENT_KEYS),
  type: (finding) => finding.resourceType,
  severity: (finding) => finding.severity,
  service: ({ fields }) => textIn(fields['service']),
};

const TITLES: Partial<Record<GroupBy, string>> = {
  account: 'Account',
  region: 'Region',
  team: 'Team',
  environment: 'Environment',
  type: 'Type',
  severity: 'Severity',
  service: 'Service',
};

function textIn(value: string | number | null | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Findings by group, with the columns to show them in. */
export interface Grouped {
  readonly columns: readonly Column[];
  readonly findings: readonly Finding[];
}

/**
 * The findings counted and summed by group, or null when they cannot be grouped that way: none of them has a key. With a
 * measure, rows are counts or sums themselves, and that field is added up instead.
 */
export function groupFindings(
  findings: readonly Finding[],
  groupBy: GroupBy,
  measure: Column | null = null,
): Grouped | null {
  const key = KEYS[groupBy];
  if (key === undefined || findings.every((finding) => key(finding) === null)) return null;
  const groups = groupedBy(findings, (finding) => key(finding) ?? `(no ${groupBy})`);
  const rows = [...groups].map(([name, members]) =>
    measure === null
      ? findingGroup(name, members, groupBy)
      : measuredGroup(name, members, { groupBy, measure }),
  );
  const group = column('group', TITLES[groupBy] ?? 'Group');
  return measure === null
    ? { columns: [group, ...FINDING_COLUMNS], findings: rows.toSorted(byWeight) }
    : { columns: [group, measure], findings: rows.toSorted(byField(measure.field)) };
}

const FINDING_COLUMNS: readonly Column[] = [
  column('findings', 'Findings', 'number'),
  column('worst', 'Worst', 'severity'),
  SAVING,
];

function groupOf(name: string, members: readonly Finding[], groupBy: GroupBy): Finding {
  return {
    id: `${groupBy}:${name}`,
    analyzer: members[0]?.analyzer ?? '',
    severity: worstSeverity(members),
    ...placeOf(members, groupBy),
    resourceId: null,
    tags: {},
    monthlySaving: null,
    fields: { group: name },
    evidence: [...new Set(members.flatMap(({ evidence }) => evidence))],
  };
}

function findingGroup(name: string, members: readonly Finding[], groupBy: GroupBy): Finding {
  const group = groupOf(name, members, groupBy);
  const saving = sumSavings(members);
  return {
    ...group,
    monthlySaving: saving,
    fields: {
      ...group.fields,
      findings: countOf(members),
      worst: group.severity,
      monthlySaving: saving?.amount ?? null,
    },
  };
}

function measuredGroup(
  name: string,
  members: readonly Finding[],
  { groupBy, measure }: { readonly groupBy: GroupBy; readonly measure: Column },
): Finding {
  const group = groupOf(name, members, groupBy);
  const values = members.map(({ fields }) => exactNumber(Number(fields[measure.field] ?? 0)));
  const currency = members[0]?.fields['currency'] ?? null;
  const sum = roundedAmount(values.reduce((total, value) => total + value, 0n));
  const fields = { ...group.fields, [measure.field]: sum };
  return { ...group, fields: currency === null ? fields : { ...fields, currency } };
}

/** The worst severity there is; `INFORMATIONAL` for nothing. */
export function worstSeverity(findings: readonly Pick<Finding, 'severity'>[]): Severity {
  const worst = SEVERITIES.find((each) => findings.some(({ severity }) => severity === each));
  return worst ?? 'INFORMATIONAL';
}

/** The place that all members of a group share because they were grouped by it. */
function placeOf([first]: readonly Finding[], groupBy: GroupBy) {
  const none = { accountId: null, accountName: null, region: null, resourceType: null };
  if (first === undefined) return none;
  const { accountId, accountName, region, resourceType } = first;
  if (groupBy === 'account') return { ...none, accountId, accountName };
  if (groupBy === 'region') return { ...none, region };
  return groupBy === 'type' ? { ...none, resourceType } : none;
}

/** The sum of the priced savings, or null when none is priced. Amounts in several currencies are not added. */
export function sumSavings(findings: readonly Pick<Finding, 'monthlySaving'>[]) {
  const priced = findings.flatMap(({ monthlySaving }) => monthlySaving ?? []);
  const [first] = priced;
  if (first === undefined || priced.some(({ currency }) => currency !== first.currency))
    return null;
  const sum = priced.reduce((total, { amount }) => total + exactNumber(amount), 0n);
  return { amount: roundedAmount(sum), currency: first.currency };
}

function byWeight(a: Finding, b: Finding): number {
  const saving = (b.monthlySaving?.amount ?? 0) - (a.monthlySaving?.amount ?? 0);
  const worst = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return saving || worst || Number(b.fields['findings']) - Number(a.fields['findings']);
}

function byField(field: string): (a: Finding, b: Finding) => number {
  return (a, b) => Number(b.fields[field]) - Number(a.fields[field]);
}
