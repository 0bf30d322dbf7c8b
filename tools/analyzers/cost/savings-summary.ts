import type { GroupBy } from '../../../pipeline-server/contracts/parameters.ts';
import { exactNumber, roundedAmount } from '../../aws/exact-amount.ts';
import type { SavingsSummary } from '../../aws/hub-reader.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, SAVING } from '../columns.ts';
import { bySaving, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { moneyFigure, strong } from '../sentence.ts';

type HubGroup = 'AccountId' | 'Region' | 'ActionType' | 'ResourceType';

const GROUPS: Partial<Record<GroupBy, HubGroup>> = {
  account: 'AccountId',
  region: 'Region',
  type: 'ResourceType',
  service: 'ResourceType',
};

function hubGroup({ parameters }: Pick<AnalysisRequest, 'parameters'>): HubGroup {
  return (parameters.groupBy === null ? undefined : GROUPS[parameters.groupBy]) ?? 'ActionType';
}

/** What the groups are. */
const TITLES: Readonly<Record<HubGroup, string>> = {
  AccountId: 'Account',
  Region: 'Region',
  ActionType: 'Action',
  ResourceType: 'Resource type',
};

function groupName(request: AnalysisRequest): string {
  const title = TITLES[hubGroup(request)];
  return title === 'Region' ? title : title.toLowerCase();
}

/** `cost.savings.summary`: the one total that AWS de-duplicates, and its groups. */
export const savingsSummary = defineAnalyzer<SavingsSummary>({
  id: 'cost.savings.summary',
  groupings: ['account', 'region', 'type', 'service'],
  finds: { one: 'recommended saving', many: 'recommended savings' },
  title: (request) => `Recommended savings by ${groupName(request)}`,
  columns: (parameters) => [
    parameters.groupBy === 'account' ? ACCOUNT : column('group', TITLES[hubGroup({ parameters })]),
    column('count', 'Recommendations', 'number'),
    SAVING,
  ],
  advice: null,
  read: (readers, request) => {
    const { accounts, regions } = request.parameters;
    const query = { resourceTypes: [], actionTypes: [], accounts, regions };
    return readers.hub.summary(query, hubGroup(request));
  },
  rows: summaryRows,
  summarise: (rows, { total, currency }, request) => ({
    ...totalWords(total, currency, request),
    chart: barChart(
      rows.map(({ accountId, fields, monthlySaving }) => ({
        label: accountId ?? String(fields['group']),
        value: monthlySaving?.amount ?? 0,
      })),
      {
        title: `Saving per month by ${groupName(request)}`,
        unit: `${currency}/month`,
        name: 'Saving',
      },
    ),
    notes: [
      'Groups overlap: their sum is more than the total. Only the total may be quoted as one.',
      ...tagsIgnoredNote(request.parameters),
    ],
  }),
});

function totalWords(
  total: number | null,
  currency: string,
  request: AnalysisRequest,
): Pick<Summary, 'headlines' | 'sentence'> {
  if (total === null) return { headlines: [] };
  const label = 'Total saving per month, overlaps removed by AWS';
  const { source } = request.entry;
  const value = roundedAmount(exactNumber(total));
  return {
    headlines: [{ label, value, kind: 'money', currency, source }],
    sentence: [
      strong(moneyFigure(value, currency), ' a month'),
      ` can be saved (overlaps removed by AWS), by ${groupName(request)}`,
    ],
  };
}

/** Largest saving first. Pure. */
function summaryRows(
  { groups, currency }: SavingsSummary,
  request: AnalysisRequest,
): readonly Row[] {
  const by = hubGroup(request);
  const rows = groups.map(
    ({ group, monthlySaving, count, evidence }): Row => ({
      id: `${by}:${group}`,
      severity: severityOf(request.entry),
      accountId: by === 'AccountId' ? group : null,
      region: by === 'Region' ? group : null,
      resourceId: null,
      resourceType: by === 'ResourceType' ? group : null,
      tags: {},
      monthlySaving: { amount: roundedAmount(exactNumber(monthlySaving)), currency },
      fields: { group, count },
      evidence: [evidence],
    }),
  );
  return ordered(rows, bySaving);
}
