import { Type } from 'typebox';
import type { Account } from '../../pipeline-server/contracts/analysis.ts';
import { defineOperation, HOUR } from './operation.ts';
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

/** Reads the organization's accounts. Tags are not part of the listing and stay empty. */
export interface OrganizationReader {
  accounts(): Promise<readonly ListedAccount[]>;
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
  };
}
