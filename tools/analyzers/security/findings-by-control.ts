import type { SecurityFinding } from '../../aws/findings-reader.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { column, SEVERITY } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { worstSeverity } from '../grouped.ts';
import { byNumber, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { keepInScope } from '../scope.ts';
import { counted, RESOURCES } from '../sentence.ts';
import { findingRows } from './findings.ts';

/** `sec.findings.by-control`: failing controls, those with most resources first. */
export const findingsByControl = defineAnalyzer<readonly SecurityFinding[]>({
  id: 'sec.findings.by-control',
  finds: { one: 'failing control', many: 'failing controls' },
  measure: column('resources', 'Resources', 'number'),
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
  summarise: (rows, _data, { entry: { source } }) => ({
    headlines: worstOf(rows).map(({ control, resources }) => ({
      label: `Resources that fail ${control}, the most of all`,
      value: resources,
      kind: 'number',
      source,
    })),
    clause: worstOf(rows).flatMap(({ control, resources }) => [
      `; ${control} fails most often, on `,
      ...counted(resources, RESOURCES),
    ]),
    notes: ['One resource counts once for a control, though several standards report it.'],
    chart: barChart(
      rows.map(({ fields }) => ({
        label: String(fields['control']),
        value: Number(fields['resources']),
      })),
      { title: 'Resources by failing control', unit: 'resources', name: 'Resources' },
    ),
  }),
});

/** The control with most resources; none when nothing fails. */
function worstOf(rows: readonly Row[]) {
  return rows.slice(0, 1).map(({ fields }) => ({
    control: String(fields['control']),
    resources: Number(fields['resources']),
  }));
}

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
