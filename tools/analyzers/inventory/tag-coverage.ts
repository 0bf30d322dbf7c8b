import type { GroupBy, Parameters, Severity } from '../../../pipeline-server/contracts/analysis.ts';
import type { ConfigRow } from '../../aws/config-row.ts';
import { type AnalysisRequest, defineAnalyzer, type Row, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { column } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumberAscending, ordered } from '../order.ts';
import { counted, percentFigure, RESOURCES, strong } from '../sentence.ts';
import { TEAM_KEYS, tagValue } from '../tag-lookup.ts';

/** The keys that every resource should carry, with the spellings that count. */
const REQUIRED = [
  { field: 'owner', title: 'Owner', keys: ['Owner'] },
  { field: 'environment', title: 'Environment', keys: ['Environment', 'Env'] },
  { field: 'costCentre', title: 'Cost centre', keys: ['CostCentre', 'CostCenter'] },
];

/** Below this share of tagged resources a group is a finding (catalogue threshold). */
const ENOUGH = 90;

/** `inv.tags.coverage`: share of resources with each required key, by account, Region, type or team. */
export const tagCoverage = defineAnalyzer<readonly ConfigRow[]>({
  id: 'inv.tags.coverage',
  finds: RESOURCES,
  title: ({ parameters }) => `Tag coverage by ${inSentence(groupTitle(parameters))}`,
  groupings: ['account', 'region', 'type', 'team'],
  columns: (parameters) => [
    column(isByAccount(parameters) ? 'account' : 'group', groupTitle(parameters)),
    column('resources', 'Resources', 'number'),
    ...REQUIRED.map(({ field, title }) => column(field, `${title} set`, 'percent')),
    column('complete', 'All three set', 'percent'),
  ],
  advice: {
    verb: 'Tag',
    one: 'resource',
    many: 'resources',
    action: 'Add the missing tags, and require them with a tag policy.',
    effort: 'medium',
    basis: 'config',
  },
  read: (readers, { entry, parameters }) => readers.config.select(entry.sql, parameters),
  rows: tagCoverageRows,
  summarise: coverageSummary,
});

const GROUP_TITLES: Partial<Record<GroupBy, string>> = {
  region: 'Region',
  type: 'Resource type',
  team: 'Team',
};

function groupTitle({ groupBy }: Parameters): string {
  return (groupBy === null ? undefined : GROUP_TITLES[groupBy]) ?? 'Account';
}

function isByAccount(parameters: Parameters): boolean {
  return groupTitle(parameters) === 'Account';
}

function inSentence(title: string): string {
  return title === 'Region' ? title : title.toLowerCase();
}

function coverageSummary(
  rows: readonly Row[],
  data: readonly ConfigRow[],
  { entry: { source }, parameters }: AnalysisRequest,
): Summary {
  const figure = { kind: 'percent', source } as const;
  const complete = shareOf(data, isComplete);
  const keys = REQUIRED.map(({ title }) => title).join(', ');
  return {
    headlines: [
      { label: 'All required keys', value: complete, ...figure },
      { label: 'Resources', value: data.length, kind: 'number', source },
      ...REQUIRED.map((required) => ({
        label: required.title,
        value: shareOf(data, (row) => tagValue(row.tags, required.keys) !== null),
        ...figure,
      })),
    ],
    sentence:
      data.length === 0
        ? undefined
        : [
            strong(percentFigure(complete), ' of ', ...counted(data.length, RESOURCES)),
            ` carry all required tags (${keys})`,
          ],
    notes: ['Instances, volumes, databases, buckets and functions are counted.'],
    chart: barChart(
      rows.map(({ accountId, fields }) => ({
        label: accountId ?? String(fields['group']),
        value: Math.round((100 - Number(fields['complete'])) * 10) / 10,
      })),
      {
        title: `Resources that lack a required tag, by ${inSentence(groupTitle(parameters))}`,
        unit: '%',
        name: 'Lacking',
      },
    ),
  };
}

/** The least covered group first. Pure. */
export function tagCoverageRows(
  rows: readonly ConfigRow[],
  { parameters }: AnalysisRequest,
): readonly Row[] {
  const groupBy = parameters.groupBy ?? 'account';
  const groups = groupedBy(rows, (row) => groupOf(row, groupBy));
  const covered = [...groups].map(([group, members]) => coverageRow(group, members, groupBy));
  return ordered(covered, byNumberAscending('complete'));
}

function groupOf(row: ConfigRow, groupBy: string): string {
  if (groupBy === 'region') return row.region ?? 'unknown';
  if (groupBy === 'type') return row.resourceType ?? 'unknown';
  if (groupBy === 'team') return tagValue(row.tags, TEAM_KEYS) ?? '(no team)';
  return row.accountId ?? 'unknown';
}

function coverageRow(group: string, members: readonly ConfigRow[], groupBy: string): Row {
  const complete = shareOf(members, isComplete);
  const shares: Record<string, number> = {};
  for (const { field, keys } of REQUIRED) {
    shares[field] = shareOf(members, (row) => tagValue(row.tags, keys) !== null);
  }
  const isAccount = groupBy !== 'region' && groupBy !== 'type' && groupBy !== 'team';
  return {
    id: `${groupBy}:${group}`,
    severity: severityFor(complete),
    accountId: isAccount ? group : null,
    region: groupBy === 'region' ? group : null,
    resourceId: null,
    resourceType: groupBy === 'type' ? group : null,
    tags: {},
    monthlySaving: null,
    fields: {
      ...(isAccount ? {} : { group }),
      resources: members.length,
      findings: members.filter((row) => !isComplete(row)).length,
      ...shares,
      complete,
    },
    evidence: [...new Set(members.map(({ evidence }) => evidence))],
  };
}

function severityFor(complete: number): Severity {
  return complete >= ENOUGH ? 'INFORMATIONAL' : 'MEDIUM';
}

function isComplete(row: ConfigRow): boolean {
  return REQUIRED.every(({ keys }) => tagValue(row.tags, keys) !== null);
}

/** 0–100 with one decimal; nothing counts as fully covered. */
function shareOf(rows: readonly ConfigRow[], has: (row: ConfigRow) => boolean): number {
  if (rows.length === 0) return 100;
  return Math.round((rows.filter(has).length / rows.length) * 1000) / 10;
}
