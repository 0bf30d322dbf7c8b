import {
  type Column,
  type Finding,
  type GroupBy,
  SEVERITIES,
  type Severity,
} from '../../pipeline-server/contracts/analysis.ts';
import { exactNumber, roundedAmount } from '../aws/exact-amount.ts';
import { column, SAVING } from './columns.ts';
import { groupedBy } from './group-by.ts';
import { TEAM_KEYS, tagValue } from './tag-lookup.ts';

/** How the rows of any analyzer can be grouped, by what of a finding. */
const KEYS: Partial<Record<GroupBy, (finding: Finding) => string | null>> = {
  account: (finding) => finding.accountName ?? finding.accountId,
  region: (finding) => finding.region,
  team: (finding) => tagValue(finding.tags, TEAM_KEYS),
  type: (finding) => finding.resourceType,
  severity: (finding) => finding.severity,
};

const TITLES: Partial<Record<GroupBy, string>> = {
  account: 'Account',
  region: 'Region',
  team: 'Team',
  type: 'Type',
  severity: 'Severity',
};

/** Columns of a grouped answer. */
export function groupColumns(groupBy: GroupBy): readonly Column[] {
  return [
    column('group', TITLES[groupBy] ?? 'Group'),
    column('findings', 'Findings', 'number'),
    column('worst', 'Worst', 'severity'),
    SAVING,
  ];
}

/** The findings counted and summed by group, or null when they cannot be grouped that way. */
export function groupFindings(
  findings: readonly Finding[],
  groupBy: GroupBy,
): readonly Finding[] | null {
  const key = KEYS[groupBy];
  if (key === undefined) return null;
  const groups = groupedBy(findings, (finding) => key(finding) ?? `(no ${groupBy})`);
  return [...groups].map(([name, members]) => groupOf(name, members, groupBy)).toSorted(byWeight);
}

function groupOf(name: string, members: readonly Finding[], groupBy: GroupBy): Finding {
  const saving = sumSavings(members);
  const severity = worstSeverity(members);
  return {
    id: `${groupBy}:${name}`,
    analyzer: members[0]?.analyzer ?? '',
    severity,
    ...placeOf(members, groupBy),
    resourceId: null,
    tags: {},
    monthlySaving: saving,
    fields: {
      group: name,
      findings: members.length,
      worst: severity,
      monthlySaving: saving?.amount ?? null,
    },
    evidence: [...new Set(members.flatMap(({ evidence }) => evidence))],
  };
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
