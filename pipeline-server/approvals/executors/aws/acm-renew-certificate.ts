import type { ACM, CertificateDetail } from '@aws-sdk/client-acm';
import { Type } from 'typebox';
import { defineChange } from './aws-change.ts';
import { codeOf } from './aws-words.ts';
import { EXACT, PLACE } from './place-arguments.ts';

/** Renews a private certificate that was exported (RenewCertificate): ACM renews no other by request. */
export const renewCertificate = defineChange({
  id: 'acm.renew-certificate',
  description:
    'Renews an exported private certificate; ACM renews all others by itself or not at all.',
  service: 'acm',
  arguments: Type.Object(
    {
      ...PLACE,
      certificateArn: Type.String({
        pattern: '^arn:aws:acm:[a-z0-9-]+:\\d{12}:certificate/[0-9a-f-]{36}$',
      }),
      /** End of the certificate as the plan saw it, `YYYY-MM-DD`. */
      endsAt: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    },
    EXACT,
  ),
  destructive: false,
  reads: ['acm:DescribeCertificate'],
  writes: ['acm:RenewCertificate'],
  types: ['AWS::ACM::Certificate'],
  argumentsOf: ({ resourceId }) => ({ certificateArn: resourceId }),
  arns: ({ certificateArn }) => [certificateArn],
  words: ({ certificateArn, endsAt }) => `Renew ${certificateArn}, which ends on ${endsAt}`,
  rollback: null,
  read: (acm, { certificateArn }) => readCertificate(acm, certificateArn),
  isDone: (seen, { endsAt }) => seen !== null && endOf(seen) > endsAt,
  obstacle({ Type: type, RenewalEligibility, Status }, { endsAt }) {
    if (type !== 'PRIVATE')
      return `It is ${type}: ACM renews only exported private certificates by request.`;
    if (RenewalEligibility !== 'ELIGIBLE') return 'ACM holds it for not eligible: export it first.';
    return Status === 'ISSUED' ? null : `It is ${Status} and ends on ${endsAt}.`;
  },
  seenWords: (seen) => `It is private, eligible and ends on ${endOf(seen)}.`,
  async change(acm, { certificateArn }, { seen, facts }) {
    facts['endedAt'] = endOf(seen);
    await acm.renewCertificate({ CertificateArn: certificateArn });
    return `ACM began to renew ${certificateArn}.`;
  },
  undo: null,
  verifySeconds: 300,
});

function endOf({ NotAfter }: CertificateDetail): string {
  return NotAfter?.toISOString().slice(0, 10) ?? '';
}

async function readCertificate(acm: ACM, arn: string): Promise<CertificateDetail | null> {
  try {
    return (await acm.describeCertificate({ CertificateArn: arn })).Certificate ?? null;
  } catch (error) {
    if (codeOf(error) === 'ResourceNotFoundException') return null;
    throw error;
  }
}
