import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import type { Sentence } from '../../../pipeline-server/contracts/results.ts';
import type { Enrollment, HubReader } from '../../aws/hub-reader.ts';
import { type Analyzer, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, SEVERITY } from '../columns.ts';
import { isActive } from '../coverage.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, numberFigure, strong } from '../sentence.ts';

interface EnrollmentData {
  readonly accounts: readonly Account[];
  readonly enrollments: readonly Enrollment[];
}

function defineEnrollment(
  id: string,
  service: string,
  read: (hub: HubReader) => Promise<readonly Enrollment[]>,
): Analyzer {
  return defineAnalyzer<EnrollmentData>({
    id,
    finds: { one: `account without ${service}`, many: `accounts without ${service}` },
    groupings: ['account'],
    columns: [ACCOUNT, column('accountId', 'Id'), column('status', 'Status'), SEVERITY],
    advice: {
      verb: 'Enrol',
      one: `account in ${service}`,
      many: `accounts in ${service}`,
      action: `Turn on ${service} for all member accounts from the management account; it is free.`,
      effort: 'low',
      basis: 'aws',
    },
    async read(readers) {
      const [accounts, enrollments] = await Promise.all([
        readers.organization.accounts(),
        read(readers.hub),
      ]);
      return { accounts, enrollments };
    },
    rows: (data, { entry }) => enrollmentRows(data, severityOf(entry)),
    summarise: (rows, { accounts }, { entry }) => {
      const active = accounts.filter(isActive).length;
      return {
        headlines: [
          {
            label: 'Accounts not covered',
            value: rows.length,
            kind: 'number',
            source: entry.source,
          },
          { label: 'Active accounts', value: active, kind: 'number', source: entry.source },
        ],
        sentence: enrollmentSentence(rows.length, active, service),
        notes: [],
        chart: null,
      };
    },
  });
}

/** "1 of 13 active accounts is not enrolled in Cost Optimization Hub". */
function enrollmentSentence(missing: number, active: number, service: string): Sentence {
  const of = [' of ', ...counted(active, { one: 'active account', many: 'active accounts' })];
  if (missing === 0) return [strong('No active account'), ` is without ${service}`];
  return [
    strong(numberFigure(missing), ...of),
    ` ${missing === 1 ? 'is' : 'are'} not enrolled in ${service}`,
  ];
}

/** Active accounts that are not enrolled, or not listed at all. Pure. */
export function enrollmentRows(
  { accounts, enrollments }: EnrollmentData,
  severity: Row['severity'],
): readonly Row[] {
  const known = new Map(enrollments.map((each) => [each.accountId, each]));
  const missing = accounts.filter(
    (account) => isActive(account) && known.get(account.id)?.active !== true,
  );
  return ordered(
    missing.map((account) => ({
      id: account.id,
      severity,
      accountId: account.id,
      region: null,
      resourceId: null,
      resourceType: null,
      tags: account.tags,
      monthlySaving: null,
      fields: { accountId: account.id, status: known.get(account.id)?.status ?? 'not listed' },
      evidence: [...new Set(enrollments.map(({ evidence }) => evidence))],
    })),
  );
}

/** Which accounts the recommending services do not see. */
export const ENROLLMENT_ANALYZERS: readonly Analyzer[] = [
  defineEnrollment('cost.coh.coverage', 'Cost Optimization Hub', (hub) => hub.enrollments()),
  defineEnrollment('cost.co.coverage', 'Compute Optimizer', (hub) => hub.optimizerEnrollments()),
];
