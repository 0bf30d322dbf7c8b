import type { SecurityFinding } from '../../aws/findings-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { fakeReaders } from './fake-readers.ts';

/** What AWS answers where something is to be found, and where nothing is though it is near. */
export interface ReaderCase {
  readonly finds: Partial<Readers>;
  readonly leaves: Partial<Readers>;
}

const ACCOUNT = '111111111111';
const evidence = 'sha256:case';

/** An open finding of Security Hub. */
export const FINDING: SecurityFinding = {
  id: 'f',
  accountId: ACCOUNT,
  region: 'ap-southeast-2',
  title: 'A finding',
  product: 'Security Hub',
  severity: 'HIGH',
  controlId: 'S3.8',
  standards: [],
  types: [],
  resourceId: 'arn:aws:s3:::logs',
  resourceType: 'AwsS3Bucket',
  tags: {},
  firstObserved: '2026-11-13T10:00:00Z',
  updated: null,
  workflow: 'NEW',
  evidence,
};

/** Security Hub with one finding, given only to those who ask for its kind. */
function finding(more: Partial<SecurityFinding>): Partial<Readers> {
  const each = { ...FINDING, ...more };
  const findings: Readers['findings']['findings'] = async (query) => {
    const { severities, product, workflow = ['NEW', 'NOTIFIED'] } = query;
    const isAsked =
      (severities.length === 0 || severities.some((severity) => severity === each.severity)) &&
      (product === null || product === each.product) &&
      workflow.includes(each.workflow ?? '');
    return isAsked ? [each] : [];
  };
  return { findings: { ...fakeReaders().findings, findings } };
}

const severity = (found: string, left: string): ReaderCase => ({
  finds: finding({ severity: found }),
  leaves: finding({ severity: left }),
});
const product = (found: string): ReaderCase => ({
  finds: finding({ product: found }),
  leaves: finding({ product: 'Health' }),
});
const opened = (day: string) => finding({ firstObserved: `${day}T10:00:00Z` });

/** Cases of the lists of Security Hub's findings. */
export const FINDING_CASES: Readonly<Record<string, ReaderCase>> = {
  'sec.findings.critical': severity('CRITICAL', 'HIGH'),
  'sec.findings.high': severity('HIGH', 'CRITICAL'),
  'sec.findings.medium': severity('MEDIUM', 'LOW'),
  'sec.findings.aged': { finds: opened('2026-10-23'), leaves: opened('2026-10-24') },
  'sec.findings.by-control': { finds: finding({}), leaves: finding({ controlId: null }) },
  'sec.findings.suppressed': { finds: finding({ workflow: 'SUPPRESSED' }), leaves: finding({}) },
  'sec.guardduty': product('GuardDuty'),
  'sec.inspector': product('Inspector'),
  'sec.macie': product('Macie'),
  'sec.accessanalyzer': product('IAM Access Analyzer'),
};
