import type { ListCertificatesRequest } from '@aws-sdk/client-acm';
import { Type } from 'typebox';
import type { MemberPlace } from './member-call.ts';
import { defineOperation, HOUR } from './operation.ts';

/** One account and Region, and what is asked of it. */
export type CertificateQuery = MemberPlace & ListCertificatesRequest;

const CertificateSummary = Type.Object({
  CertificateArn: Type.String(),
  DomainName: Type.Optional(Type.String()),
  Status: Type.Optional(Type.String()),
  KeyAlgorithm: Type.Optional(Type.String()),
  NotAfter: Type.Optional(Type.String()),
});

/** ACM's list of the certificates of one account and Region (API reference, ListCertificates). */
export const listCertificates = defineOperation({
  service: 'acm',
  name: 'ListCertificates',
  iamPrefix: 'acm',
  token: 'NextToken',
  freshness: HOUR,
  answer: Type.Object({ CertificateSummaryList: Type.Optional(Type.Array(CertificateSummary)) }),
  member: ({ accountId, region }: CertificateQuery) => ({ accountId, region }),
  send: async (
    clients,
    { accountId: _account, region: _region, ...input }: CertificateQuery,
    options,
  ) => {
    const { client, sdk } = await clients.acmIn(options.member);
    return client.send(new sdk.ListCertificatesCommand(input), options);
  },
  items: (answer) => answer.CertificateSummaryList ?? [],
});
