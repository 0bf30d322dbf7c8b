import type { GroupBy } from '../../../pipeline-server/contracts/analysis.ts';
import { exactNumber, roundedAmount } from '../../aws/exact-amount.ts';
import type { SavingsSummary } from '../../aws/hub-reader.ts';
import { type AnalysisRequest, defineAnalyzer, type Row } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SAVING } from '../columns.ts';
import { bySaving, ordered } from '../order.ts';
import { tagsIgnoredNote } from '../scope.ts';

type HubGroup = 'AccountId' | 'Region' | 'ActionType' | 'ResourceType';

const GROUPS: Partial<Record<GroupBy, HubGroup>> = {
  account: 'AccountId',
  region: 'Region',
  type: 'ResourceType',
  service: 'ResourceType',
};

function hubGroup({ parameters }: AnalysisRequest): HubGroup {
  return (parameters.groupBy === null ? undefined : GROUPS[parameters.groupBy]) ?? 'ActionType';
}

/** `cost.savings.summary`: the one total that AWS de-duplicates, and its groups. */
export const savingsSummary = defineAnalyzer<SavingsSummary>({
  id: 'cost.savings.summary',
  groupings: ['account', 'region', 'type', 'service'],
  columns: [column('group', 'Group'), column('count', 'Recommendations', 'number'), SAVING],
  advice: null,
  read: (readers, request) => {
    const { accounts, regions } = request.parameters;
    const query = { resourceTypes: [], actionTypes: [], accounts, regions };
    return readers.hub.summary(query, hubGroup(request));
  },
  rows: summaryRows,
  summarise: (_rows, { total, currency }, { entry, parameters }) => ({
    headlines:
      total === null
        ? []
        : [
            {
              label: 'Total saving per month, overlaps removed by AWS',
              value: roundedAmount(exactNumber(total)),
              kind: 'money',
              currency,
              source: entry.source,
            },
          ],
    notes: [
      'Groups overlap: their sum is more than the total. Only the total may be quoted as one.',
      ...tagsIgnoredNote(parameters),
    ],
  }),
});

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
