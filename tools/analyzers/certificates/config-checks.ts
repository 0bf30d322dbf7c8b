import { textAt } from '../../aws/config-row.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';

/** Policies that begin at TLS 1.2 or 1.3 say so in their name (Elastic Load Balancing, "Security policies"). */
const CURRENT_POLICY = /-(?:TLS|FS|TLS13)-1-[23](?:-|$)/;

/** Certificates outside ACM, and what is done with them. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'cert.iam',
    finds: { one: 'server certificate kept in IAM', many: 'server certificates kept in IAM' },
    advice: {
      verb: 'Move',
      one: 'server certificate from IAM to ACM',
      many: 'server certificates from IAM to ACM',
      action: 'Request the certificate in ACM, change what uses it, then delete it from IAM.',
      effort: 'medium',
    },
    notes: ['Config does not record when they end; iam:ListServerCertificates says it by account.'],
  },
  {
    id: 'cert.rdsca',
    finds: {
      one: 'database on an old CA certificate',
      many: 'databases on an old CA certificate',
    },
    shows: [
      { field: 'ca', title: 'CA', path: 'configuration.cACertificateIdentifier' },
      { field: 'engine', title: 'Engine', path: 'configuration.engine' },
    ],
    advice: {
      verb: 'Rotate the CA certificate of',
      one: 'database',
      many: 'databases',
      action:
        'Trust the new CA bundle in every client first, then choose rds-ca-rsa2048-g1 or newer for the database.',
      effort: 'medium',
    },
    notes: [
      'rds-ca-2015 ended in March 2020 and rds-ca-2019 in August 2024: clients that check the CA refuse them.',
    ],
  },
  {
    id: 'cert.tlspolicy',
    finds: {
      one: 'listener with an outdated TLS policy',
      many: 'listeners with an outdated TLS policy',
    },
    shows: [
      { field: 'policy', title: 'Policy', path: 'configuration.SslPolicy' },
      { field: 'balancer', title: 'Load balancer', path: 'configuration.LoadBalancerArn' },
    ],
    keep: (row) => {
      const policy = textAt(row, 'configuration.SslPolicy');
      return policy !== null && !CURRENT_POLICY.test(policy);
    },
    advice: {
      verb: 'Update the TLS policy of',
      one: 'listener',
      many: 'listeners',
      action: 'Choose ELBSecurityPolicy-TLS13-1-2-2021-06 or newer; test old clients first.',
      effort: 'low',
    },
    notes: ['Outdated is a policy that lets TLS 1.0 or 1.1 in.'],
  },
  {
    id: 'cert.pca.expiring',
    finds: { one: 'private CA to be checked', many: 'private CAs to be checked' },
    advice: {
      verb: 'Check the end of',
      one: 'private CA',
      many: 'private CAs',
      action:
        'Read NotAfter with acm-pca:DescribeCertificateAuthority; renew 180 days before the end, as a CA cannot issue beyond its own.',
      effort: 'low',
    },
    notes: [
      'Config does not record when a private CA ends: all are listed, and none is said to be expiring.',
    ],
    severity: () => 'INFORMATIONAL',
  },
];

/** Certificate checks over what Config records outside ACM. */
export const CERTIFICATE_CONFIG_ANALYZERS = CHECKS.map(defineConfigCheck);
