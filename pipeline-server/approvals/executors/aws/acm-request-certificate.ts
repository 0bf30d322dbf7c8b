import { createHash } from 'node:crypto';
import type { ACM, CertificateSummary } from '@aws-sdk/client-acm';
import { Type } from 'typebox';
import { defineChange } from './aws-change.ts';
import { EXACT, PLACE } from './place-arguments.ts';

const DOMAIN = '^(?:\\*\\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$';

/** Most certificates that are looked through. */
const MOST_PAGES = 20;

/** What stands for a certificate that was asked for: those that are there for the domain, by this approval and before. */
interface SeenCertificates {
  readonly usable: readonly CertificateSummary[];
}

/** Requests a public certificate that is validated by DNS (RequestCertificate). Somebody has to publish the record that ACM names. */
export const requestCertificate = defineChange({
  id: 'acm.request-certificate',
  description:
    'Requests a public certificate, validated by DNS: somebody has to publish the record that ACM names.',
  service: 'acm',
  arguments: Type.Object(
    {
      ...PLACE,
      domain: Type.String({ pattern: DOMAIN, maxLength: 253 }),
      otherNames: Type.Array(Type.String({ pattern: DOMAIN, maxLength: 253 }), { maxItems: 9 }),
    },
    EXACT,
  ),
  destructive: false,
  // What is requested has no ARN yet.
  reads: ['acm:ListCertificates', 'acm:RequestCertificate'],
  writes: ['acm:AddTagsToCertificate', 'acm:DeleteCertificate'],
  types: ['AWS::ACM::Certificate'],
  argumentsOf: () => ({ otherNames: [] }),
  arns: ({ accountId, region }) => [`arn:aws:acm:${region}:${accountId}:certificate/*`],
  words: ({ domain, otherNames }) =>
    `Request a certificate for ${[domain, ...otherNames].join(', ')}`,
  rollback: 'Delete the certificate, as long as nothing uses it.',
  read: readCertificates,
  isDone: (seen) => (seen?.usable.length ?? 0) > 0,
  obstacle: () => null,
  seenWords: () => 'No certificate is issued or requested for the domain.',
  async change(acm, { domain, otherNames }, { context, facts }) {
    const token = createHash('sha256').update(context.idempotencyKey).digest('hex').slice(0, 32);
    const { CertificateArn: arn = '' } = await acm.requestCertificate({
      DomainName: domain,
      ...(otherNames.length > 0 && { SubjectAlternativeNames: otherNames }),
      ValidationMethod: 'DNS',
      IdempotencyToken: token,
      Tags: [{ Key: 'xops:approval', Value: context.approvalId }],
    });
    facts['certificateArn'] = arn;
    return `${arn} was requested. It is issued once the DNS record that ACM names for it is published.`;
  },
  async undo(acm, _input, { facts }) {
    const arn = facts['certificateArn'];
    if (typeof arn !== 'string') throw new Error('Which certificate was requested was not kept.');
    await acm.deleteCertificate({ CertificateArn: arn });
    return `${arn} was deleted.`;
  },
  verifySeconds: 60,
});

async function readCertificates(
  acm: ACM,
  { domain }: { readonly domain: string },
): Promise<SeenCertificates> {
  const usable: CertificateSummary[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { CertificateSummaryList: found = [], NextToken } = await acm.listCertificates({
      CertificateStatuses: ['ISSUED', 'PENDING_VALIDATION'],
      MaxItems: 100,
      ...(token !== undefined && { NextToken: token }),
    });
    usable.push(...found.filter((each) => each.DomainName === domain && each.Type !== 'IMPORTED'));
    if (NextToken === undefined) return { usable };
    token = NextToken;
  }
  throw new Error(`There are more than ${MOST_PAGES * 100} certificates: not all were looked at.`);
}
