import type { Product, SeverityLabel } from './finding-draft.ts';

/** Something a detecting product reports about a resource. */
export interface Threat {
  /** The product's own name for it: a GuardDuty or Macie finding type, a CVE, an access. */
  readonly kind: string;
  readonly severity: SeverityLabel;
  readonly title: string;
  /** Vulnerabilities only: the package and whether a fix and an exploit are known. */
  readonly vulnerability?: {
    readonly packageName: string;
    readonly baseScore: number;
    readonly fix: 'YES' | 'NO';
    readonly exploit: 'YES' | 'NO';
  };
}

/** A product, what it watches, how often it finds something there, and what. */
export interface Detector {
  readonly product: Product;
  readonly resourceTypes: readonly string[];
  /** Share of the resources with findings, 0 to 1. */
  readonly share: number;
  /** Findings a resource has at most. */
  readonly most: number;
  /** Finding type in the taxonomy of the AWS Security Finding Format. */
  readonly taxonomy: string;
  readonly threats: readonly Threat[];
}

function cve(
  kind: string,
  severity: SeverityLabel,
  vulnerability: NonNullable<Threat['vulnerability']>,
): Threat {
  return { kind, severity, title: `${kind} - ${vulnerability.packageName}`, vulnerability };
}

const GUARD_DUTY = { key: 'guardduty', name: 'GuardDuty', company: 'Amazon' };
const INSPECTOR = { key: 'inspector', name: 'Inspector', company: 'Amazon' };
const MACIE = { key: 'macie', name: 'Macie', company: 'Amazon' };
const ACCESS_ANALYZER = { key: 'access-analyzer', name: 'IAM Access Analyzer', company: 'AWS' };

/** The detecting products of the organisation. */
export const DETECTORS: readonly Detector[] = [
  {
    product: GUARD_DUTY,
    resourceTypes: ['AWS::EC2::Instance'],
    share: 0.02,
    most: 1,
    taxonomy: 'TTPs/Command and Control',
    threats: [
      {
        kind: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
        severity: 'HIGH',
        title: 'The EC2 instance is querying a domain name associated with Bitcoin activity.',
      },
      {
        kind: 'Backdoor:EC2/C&CActivity.B!DNS',
        severity: 'HIGH',
        title: 'The EC2 instance is querying a known command and control server.',
      },
      {
        kind: 'Recon:EC2/PortProbeUnprotectedPort',
        severity: 'LOW',
        title: 'An unprotected port of the EC2 instance is being probed.',
      },
      {
        kind: 'UnauthorizedAccess:EC2/SSHBruteForce',
        severity: 'LOW',
        title: 'SSH brute force attacks are made against the EC2 instance.',
      },
    ],
  },
  {
    product: GUARD_DUTY,
    resourceTypes: ['AWS::IAM::User', 'AWS::IAM::Role'],
    share: 0.02,
    most: 1,
    taxonomy: 'TTPs/Credential Access',
    threats: [
      {
        kind: 'AttackSequence:IAM/CompromisedCredentials',
        severity: 'CRITICAL',
        title: 'A sequence of actions indicates that credentials may be compromised.',
      },
      {
        kind: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
        severity: 'HIGH',
        title: 'Credentials of an instance role are being used from an external IP address.',
      },
      {
        kind: 'Discovery:IAMUser/AnomalousBehavior',
        severity: 'LOW',
        title: 'Discovery APIs were invoked in an anomalous way.',
      },
    ],
  },
  {
    product: INSPECTOR,
    resourceTypes: ['AWS::EC2::Instance', 'AWS::ECR::Repository'],
    share: 0.22,
    most: 3,
    taxonomy: 'Software and Configuration Checks/Vulnerabilities/CVE',
    threats: [
      cve('CVE-2021-44228', 'CRITICAL', {
        packageName: 'org.apache.logging.log4j:log4j-core',
        baseScore: 10,
        fix: 'YES',
        exploit: 'YES',
      }),
      cve('CVE-2023-38545', 'CRITICAL', {
        packageName: 'curl',
        baseScore: 9.8,
        fix: 'YES',
        exploit: 'NO',
      }),
      cve('CVE-2024-6387', 'HIGH', {
        packageName: 'openssh-server',
        baseScore: 8.1,
        fix: 'YES',
        exploit: 'YES',
      }),
      cve('CVE-2023-4863', 'HIGH', {
        packageName: 'libwebp',
        baseScore: 8.8,
        fix: 'YES',
        exploit: 'YES',
      }),
      cve('CVE-2023-2650', 'MEDIUM', {
        packageName: 'openssl',
        baseScore: 6.5,
        fix: 'YES',
        exploit: 'NO',
      }),
      cve('CVE-2016-2781', 'MEDIUM', {
        packageName: 'coreutils',
        baseScore: 6.5,
        fix: 'NO',
        exploit: 'NO',
      }),
    ],
  },
  {
    product: MACIE,
    resourceTypes: ['AWS::S3::Bucket'],
    share: 0.06,
    most: 1,
    taxonomy: 'Sensitive Data Identifications/PII',
    threats: [
      {
        kind: 'SensitiveData:S3Object/Personal',
        severity: 'HIGH',
        title: 'The S3 object contains personal information.',
      },
      {
        kind: 'SensitiveData:S3Object/Financial',
        severity: 'HIGH',
        title: 'The S3 object contains financial information.',
      },
      {
        kind: 'SensitiveData:S3Object/Credentials',
        severity: 'MEDIUM',
        title: 'The S3 object contains credentials data.',
      },
    ],
  },
  {
    product: ACCESS_ANALYZER,
    resourceTypes: ['AWS::S3::Bucket', 'AWS::IAM::Role', 'AWS::KMS::Key', 'AWS::SQS::Queue'],
    share: 0.04,
    most: 1,
    taxonomy:
      'Software and Configuration Checks/AWS Security Best Practices/External Access Granted',
    threats: [
      {
        kind: 'ExternalAccess/Public',
        severity: 'HIGH',
        title: 'The resource policy allows public access.',
      },
      {
        kind: 'ExternalAccess/CrossAccount',
        severity: 'LOW',
        title: 'The resource policy allows access from an account outside the organization.',
      },
    ],
  },
];
