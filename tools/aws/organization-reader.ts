import { Type } from 'typebox';
import type { Account } from '../../pipeline-server/contracts/analysis.ts';
import { defineOperation, HOUR } from './operation.ts';
import {
  listDelegatedAdministrators,
  listDelegatedServices,
  listTrustedServices,
} from './organization-operations.ts';
import type { Read } from './reading.ts';

const AccountAnswer = Type.Object({
  Accounts: Type.Optional(
    Type.Array(
      Type.Object({
        Id: Type.String(),
        Name: Type.Optional(Type.String()),
        Email: Type.Optional(Type.String()),
        State: Type.Optional(Type.String()),
        Status: Type.Optional(Type.String()),
        JoinedTimestamp: Type.Optional(Type.String()),
      }),
    ),
  ),
});

const listAccounts = defineOperation({
  service: 'organizations',
  name: 'ListAccounts',
  iamPrefix: 'organizations',
  token: 'NextToken',
  maximumPages: 600,
  freshness: HOUR,
  answer: AccountAnswer,
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.organizations();
    return client.send(new sdk.ListAccountsCommand(input), options);
  },
  items: (answer) => answer.Accounts ?? [],
});

/** An account as Organizations lists it. */
export interface ListedAccount extends Account {
  /** When it joined the organization, ISO 8601, or null. */
  readonly joined: string | null;
  readonly evidence: string;
}

/** A service that may act in the organization's accounts. */
export interface TrustedService {
  /** Its principal, e.g. `securityhub.amazonaws.com`. */
  readonly service: string;
  /** ISO 8601, or null. */
  readonly since: string | null;
  readonly evidence: string;
}

/** A service and the account that administers it. */
export interface DelegatedService extends TrustedService {
  readonly accountId: string;
}

/** Reads the organization's accounts. Tags are not part of the listing and stay empty. */
export interface OrganizationReader {
  accounts(): Promise<readonly ListedAccount[]>;
  /** Each service with each account that administers it. */
  delegatedServices(): Promise<readonly DelegatedService[]>;
  /** The services that may act in the organization's accounts. */
  trustedServices(): Promise<readonly TrustedService[]>;
}

/** A reader for one run. `State` is AWS's newer word for `Status` and wins where both are given. */
export function createOrganizationReader(read: Read): OrganizationReader {
  return {
    async accounts() {
      const answer = await read(listAccounts, { MaxResults: 20 });
      return answer.map(({ item, evidence }) => ({
        id: item.Id,
        name: item.Name ?? item.Id,
        email: item.Email ?? null,
        status: item.State ?? item.Status ?? 'UNKNOWN',
        tags: {},
        joined: item.JoinedTimestamp ?? null,
        evidence,
      }));
    },
    async delegatedServices() {
      const administrators = await read(listDelegatedAdministrators, { MaxResults: 20 });
      const answers = await Promise.all(
        administrators.map(({ item }) => servicesOf(read, item.Id)),
      );
      return answers.flat();
    },
    async trustedServices() {
      const answer = await read(listTrustedServices, { MaxResults: 20 });
      return answer.map(({ item, evidence }) => ({
        service: item.ServicePrincipal,
        since: item.DateEnabled ?? null,
        evidence,
      }));
    },
  };
}

async function servicesOf(read: Read, accountId: string): Promise<readonly DelegatedService[]> {
  const answer = await read(listDelegatedServices, { AccountId: accountId, MaxResults: 20 });
  return answer.map(({ item, evidence }) => ({
    service: item.ServicePrincipal,
    since: item.DelegationEnabledDate ?? null,
    accountId,
    evidence,
  }));
}
