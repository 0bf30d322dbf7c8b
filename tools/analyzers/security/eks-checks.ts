import type { Severity } from '../../../pipeline-server/contracts/parameters.ts';
import { type ConfigRow, textAt, textsAt } from '../../aws/config-row.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { daysUntil } from './days-until.ts';
import { EKS_TABLE_DATE, EKS_UNCONFIRMED, type EksSupport, eksSupportOf } from './eks-support.ts';

const VERSION = 'configuration.Version';
const OPEN_RANGES = ['0.0.0.0/0', '::/0'];

/** Days before the end of standard support from which a cluster is listed (catalogue threshold). */
const WARNED_DAYS = 60;

/** EKS clusters. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'sec.eks.public',
    finds: {
      one: 'EKS endpoint that is open to the Internet',
      many: 'EKS endpoints that are open to the Internet',
    },
    shows: [{ field: 'version', title: 'Version', path: VERSION }],
    keep: (row) =>
      textsAt(row, 'configuration.ResourcesVpcConfig.PublicAccessCidrs').some((range) =>
        OPEN_RANGES.includes(range),
      ),
    advice: {
      verb: 'Close',
      one: 'EKS endpoint to the Internet',
      many: 'EKS endpoints to the Internet',
      action: 'Let in the networks that need it only, or make the endpoint private.',
      effort: 'low',
    },
  },
  {
    id: 'sec.eks.version',
    finds: {
      one: 'EKS cluster at or near the end of its support',
      many: 'EKS clusters at or near the end of their support',
    },
    shows: [{ field: 'version', title: 'Version', path: VERSION }],
    computes: [
      {
        field: 'standardUntil',
        title: 'Standard support until',
        kind: 'date',
        value: (row) => supportOf(row)?.standardUntil ?? null,
      },
      {
        field: 'extendedUntil',
        title: 'Extended support until',
        kind: 'date',
        value: (row) => supportOf(row)?.extendedUntil ?? null,
      },
    ],
    keep: endsSoon,
    severity: supportSeverity,
    advice: {
      verb: 'Upgrade',
      one: 'EKS cluster',
      many: 'EKS clusters',
      action: 'Upgrade one minor version at a time; extended support is charged by the hour.',
      effort: 'high',
    },
    notes: [
      `Dates of support are AWS's as of ${EKS_TABLE_DATE}; a version that is newer than the table is not listed.`,
      `Not confirmed on a public page: the dates of ${EKS_UNCONFIRMED.join(', ')}.`,
    ],
  },
  {
    id: 'sec.eks.logging',
    finds: { one: 'EKS cluster without audit log', many: 'EKS clusters without audit log' },
    computes: [
      {
        field: 'logs',
        title: 'Logs that are on',
        kind: 'text',
        value: (row) => logTypesOf(row).join(', ') || 'none',
      },
    ],
    keep: (row) => !logTypesOf(row).includes('audit'),
    advice: {
      verb: 'Log',
      one: 'EKS cluster',
      many: 'EKS clusters',
      action: 'Turn on the audit log of the control plane.',
      effort: 'low',
    },
  },
];

function logTypesOf(row: ConfigRow): readonly string[] {
  return textsAt(row, 'configuration.Logging.ClusterLogging.EnabledTypes.Type');
}

function supportOf(row: ConfigRow): EksSupport | null {
  return eksSupportOf(textAt(row, VERSION) ?? '');
}

function endsSoon(row: ConfigRow, { now, parameters }: AnalysisRequest): boolean {
  const support = supportOf(row);
  if (support === null) return false;
  const days = daysUntil(support.standardUntil, now);
  return days === null || days <= (parameters.days ?? WARNED_DAYS);
}

/** The catalogue's severity once standard support has ended, and MEDIUM while it still lasts. */
function supportSeverity(row: ConfigRow, { now, entry }: AnalysisRequest): Severity {
  const days = daysUntil(supportOf(row)?.standardUntil ?? null, now);
  return days === null || days < 0 ? severityOf(entry) : 'MEDIUM';
}

/** Security checks of EKS clusters. */
export const EKS_CHECK_ANALYZERS = CHECKS.map(defineConfigCheck);
