import type { SecurityFinding } from '../../aws/findings-reader.ts';
import { type AnalysisRequest, defineAnalyzer, type Row } from '../analyzer.ts';
import { column, SEVERITY } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { worstSeverity } from '../grouped.ts';
import { byNumber, ordered } from '../order.ts';
import { keepInScope } from '../scope.ts';
import { findingRows } from './findings.ts';

/** `sec.findings.by-control`: failing controls, those with most resources first. */
export const findingsByControl = defineAnalyzer<readonly SecurityFinding[]>({
  id: 'sec.findings.by-control',
  columns: [
    column('control', 'Control'),
    column('title', 'Title'),
    column('resources', 'Resources', 'number'),
    column('accounts', 'Accounts', 'number'),
    SEVERITY,
  ],
  advice: null,
  read: (readers, { parameters: { severities, accounts, regions } }) =>
    readers.findings.findings({ severities, accounts, regions, product: null }),
  rows: controlRows,
  summarise: (rows, _data, { entry }) => ({
    headlines: [
      { label: 'Failing controls', value: rows.length, kind: 'number', source: entry.source },
    ],
    notes: ['One resource counts once for a control, though several standards report it.'],
    chart: {
      kind: 'bar',
      title: 'Resources by failing control',
      unit: 'resources',
      labels: rows.slice(0, 10).map(({ fields }) => String(fields['control'])),
      series: [
        {
          name: 'Resources',
          values: rows.slice(0, 10).map(({ fields }) => Number(fields['resources'])),
        },
      ],
    },
  }),
});

/** Pure. */
export function controlRows(
  findings: readonly SecurityFinding[],
  request: AnalysisRequest,
): readonly Row[] {
  const failed = keepInScope(findingRows(findings, request), request.parameters);
  const controls = groupedBy(
    failed.filter(({ fields }) => fields['control'] !== null),
    ({ fields }) => String(fields['control']),
  );
  const rows = [...controls].map(
    ([control, members]): Row => ({
      id: control,
      severity: worstSeverity(members),
      accountId: null,
      region: null,
      resourceId: null,
      resourceType: null,
      tags: {},
      monthlySaving: null,
      fields: {
        control,
        title: members[0]?.fields['title'] ?? null,
        resources: members.length,
        accounts: new Set(members.map(({ accountId }) => accountId)).size,
      },
      evidence: [...new Set(members.flatMap(({ evidence }) => evidence))],
    }),
  );
  return ordered(rows, byNumber('resources'));
}
