import type { AnalysisToolDefinition } from './analysis-tool.ts';

const FINDINGS = {
  critical: ['sec.findings.critical'],
  high: ['sec.findings.high'],
  medium: ['sec.findings.medium'],
  overdue: ['sec.findings.aged'],
  suppressed: ['sec.findings.suppressed'],
  threats: ['sec.guardduty'],
  vulnerabilities: ['sec.inspector'],
  sensitive_data: ['sec.macie'],
  external_access: ['sec.accessanalyzer'],
};

const EXPOSURE = {
  instances: ['sec.ec2.publicip'],
  databases: ['sec.rds.public', 'sec.redshift.public', 'sec.rds.snappublic'],
  ports: ['sec.sg.ssh', 'sec.sg.rdp', 'sec.sg.highrisk'],
  buckets: ['sec.s3.bucketbpa', 'sec.s3.accountbpa'],
  clusters: ['sec.eks.public', 'sec.msk.public'],
};

const RELIABILITY = {
  databases: ['rel.rds.singleaz', 'rel.rds.nobackup', 'rel.rds.deletionprotection'],
  backups: ['rel.rds.nobackup', 'rel.dynamodb.pitr', 'rel.backup.coverage', 'rel.backup.failed'],
  buckets: ['rel.s3.versioning'],
  scaling: ['rel.asg.singleaz', 'rel.asg.healthcheck', 'rel.elb.crossaz'],
  network: ['rel.vpn.tunnels', 'rel.subnet.exhaustion'],
  operations: ['rel.cfn.failed', 'rel.cfn.drift', 'rel.alarm.noaction', 'rel.patch.compliance'],
};

/** What can be asked about security and reliability. */
export const SECURITY_TOOLS: readonly AnalysisToolDefinition[] = [
  {
    id: 'list_findings',
    title: 'List security findings',
    description:
      'Lists open findings of Security Hub, worst first: critical and high ones unless kind says otherwise; also GuardDuty threats, Inspector vulnerabilities, Macie exposures and external access. Take it for "what is on fire?"; take findings_by_control to see which rules fail most.',
    analyzers: ['sec.findings.critical', 'sec.findings.high'],
    kinds: FINDINGS,
    takes: ['severities', 'tags', 'days'],
    words: {
      kind: 'Which findings; critical and high when left out.',
      severities: 'Narrows to these severities: CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL.',
      days: 'For overdue: open longer than this many days; the usual deadlines when left out.',
    },
    groupings: ['account', 'region', 'severity', 'type', 'team'],
    examples: [{}, { kind: 'threats' }, { kind: 'critical', group_by: 'account' }],
  },
  {
    id: 'findings_by_control',
    title: 'Failing controls',
    description:
      'Answers which Security Hub controls fail, ranked by the number of resources, with their severity. Take it for "which rules do we break most?" and for compliance questions.',
    analyzers: ['sec.findings.by-control'],
    takes: ['severities'],
    examples: [{}, { severities: ['CRITICAL', 'HIGH'] }],
  },
  {
    id: 'public_exposure',
    title: 'What is open to the internet',
    description:
      'Finds what can be reached from the internet: instances with public addresses, public databases and snapshots, security groups open to the world on SSH, RDP and other risky ports, buckets without Block Public Access, public clusters. Take it for "what is exposed?".',
    analyzers: [
      'sec.ec2.publicip',
      'sec.rds.public',
      'sec.sg.ssh',
      'sec.sg.rdp',
      'sec.sg.highrisk',
      'sec.s3.bucketbpa',
      'sec.eks.public',
      'sec.rds.snappublic',
    ],
    kinds: EXPOSURE,
    takes: ['tags'],
    groupings: ['account', 'region', 'severity', 'type', 'team'],
    ranks: true,
    examples: [{}, { kind: 'ports', accounts: ['payments-prod'] }],
  },
  {
    id: 'reliability_risks',
    title: 'Reliability risks',
    description:
      'Finds what would fail badly: production databases in one zone or without backups, tables without point-in-time recovery, buckets without versioning, failed stacks and backups, subnets running out of addresses. Take it for "what would hurt us in an outage?".',
    analyzers: [
      'rel.rds.singleaz',
      'rel.rds.nobackup',
      'rel.rds.deletionprotection',
      'rel.dynamodb.pitr',
      'rel.s3.versioning',
      'rel.backup.failed',
      'rel.cfn.failed',
      'rel.subnet.exhaustion',
    ],
    kinds: RELIABILITY,
    takes: ['tags'],
    groupings: ['account', 'region', 'type', 'team'],
    ranks: true,
    examples: [{}, { kind: 'databases' }],
  },
];

const CERTIFICATE_KINDS = {
  expired_in_use: ['cert.expired.inuse'],
  imported: ['cert.imported'],
  renewal_failed: ['cert.renewal.failed'],
  pending_validation: ['cert.pending'],
  unused: ['cert.unused'],
  weak_key: ['cert.weakkey'],
  wildcard: ['cert.wildcard'],
};

/** What can be asked about certificates. */
export const CERTIFICATE_TOOLS: readonly AnalysisToolDefinition[] = [
  {
    id: 'list_certificates',
    title: 'List certificates',
    description:
      'Lists the certificates of all accounts and Regions, riskiest first, or only those that expired in use, were imported, failed to renew, wait for validation, are unused, weak or wildcards. Take it for "which certificates do we have?"; take certificate_expiry for "what expires soon?".',
    analyzers: ['cert.dashboard'],
    kinds: CERTIFICATE_KINDS,
    groupings: ['account', 'region'],
    examples: [{}, { kind: 'renewal_failed' }],
  },
  {
    id: 'certificate_expiry',
    title: 'Certificates that expire soon',
    description:
      'Lists the certificates that end within some days (30 unless said), soonest first, and whether they renew themselves. Take it for "which certificates expire this month?".',
    analyzers: ['cert.expiring.30'],
    takes: ['days'],
    words: { days: 'Days from today within which they end; 30 when left out.' },
    groupings: ['account', 'region'],
    defaults: { days: 30 },
    ranks: true,
    examples: [{}, { days: 90 }],
  },
];
