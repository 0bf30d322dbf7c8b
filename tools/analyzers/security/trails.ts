import { type ConfigRow, flagAt, textAt } from '../../aws/config-row.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, NAME, REGION, SEVERITY } from '../columns.ts';
import { resourceRow } from '../config-check.ts';
import { bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { totalRow } from '../total-row.ts';
import { whichHold } from './problem-check.ts';

/** `sec.cloudtrail.org`: trails that miss something, and the want of an organization trail. */
export const trails = defineAnalyzer<readonly ConfigRow[]>({
  id: 'sec.cloudtrail.org',
  finds: { one: 'weakness of the audit trail', many: 'weaknesses of the audit trail' },
  columns: [NAME, ACCOUNT, REGION, column('problem', 'Problem'), SEVERITY],
  advice: {
    verb: 'Complete',
    one: 'trail',
    many: 'trails',
    action: 'Keep one organization trail over all Regions, with validated and encrypted log files.',
    effort: 'low',
    basis: 'config',
  },
  // The organization's trail may lie in any account and Region: what was asked for narrows the rows only.
  read: (readers, { entry }) => readers.config.select(entry.sql, { accounts: [], regions: [] }),
  rows: trailRows,
  summarise: (_rows, data, { entry }) => {
    const complete = data.some((row) => isOfOrganization(row) && problemsOf(row).length === 0);
    const sound = complete ? 'a complete organization trail' : 'no complete organization trail';
    return {
      headlines: [{ label: 'Trails', value: data.length, kind: 'number', source: entry.source }],
      clause: [`; there is ${sound}`],
      notes: [
        'Trails are what Config records of them; whether one is logging now is not recorded.',
      ],
      chart: null,
    };
  },
});

function isOfOrganization(row: ConfigRow): boolean {
  return flagAt(row, 'configuration.isOrganizationTrail') === true;
}

function problemsOf(row: ConfigRow): readonly string[] {
  return whichHold({
    'one Region only': flagAt(row, 'configuration.isMultiRegionTrail') !== true,
    'log files not validated': flagAt(row, 'configuration.logFileValidationEnabled') !== true,
    'no KMS key': textAt(row, 'configuration.kmsKeyId') === null,
  });
}

/** A weak organization trail counts in full, others less once there is one. Pure. */
export function trailRows(data: readonly ConfigRow[], request: AnalysisRequest): readonly Row[] {
  const weak = eachTrailOnce(data).flatMap((row) => {
    const problem = problemsOf(row).join(', ');
    if (problem === '') return [];
    const severity = isOfOrganization(row) ? severityOf(request.entry) : 'MEDIUM';
    const plain = resourceRow(row, severity);
    return [{ ...plain, fields: { ...plain.fields, problem } }];
  });
  return ordered([...missingTrail(data, request), ...weak], bySeverity);
}

/** Config records an organization trail in every member account too. */
function eachTrailOnce(data: readonly ConfigRow[]): readonly ConfigRow[] {
  const trails = new Map<string, ConfigRow>();
  for (const row of data) {
    const place = isOfOrganization(row) ? '' : `${row.accountId}/${row.region}/`;
    const key = `${place}${row.resourceId}`;
    if (!trails.has(key)) trails.set(key, row);
  }
  return [...trails.values()];
}

function missingTrail(data: readonly ConfigRow[], { entry }: AnalysisRequest): readonly Row[] {
  if (data.some(isOfOrganization)) return [];
  return [
    totalRow({
      id: 'organization-trail',
      severity: severityOf(entry),
      fields: { name: null, problem: 'no organization trail' },
      evidence: [...new Set(data.map(({ evidence }) => evidence))],
    }),
  ];
}
