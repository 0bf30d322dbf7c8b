import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

let organisation: SampleOrganisation;
let client: OrganizationsClient;

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: () => new Date('2026-11-23T10:00:00Z') });
  const { endpoint, credentials } = organisation;
  client = new OrganizationsClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
});

afterAll(() => organisation.close());

async function allAccounts(pageSize: number) {
  const accounts = [];
  let emptyPages = 0;
  for await (const page of paginateListAccounts({ client, pageSize }, {})) {
    if (page.Accounts?.length === 0) emptyPages += 1;
    accounts.push(...(page.Accounts ?? []));
  }
  return { accounts, emptyPages };
}

describe('ListAccounts', () => {
  test('pages to the end, over an empty page, and names State and Status', async () => {
    const { accounts, emptyPages } = await allAccounts(4);
    expect(new Set(accounts.map(({ Id }) => Id)).size).toBe(14);
    expect(emptyPages).toBe(1);
    const suspended = accounts.filter(({ State }) => State === 'SUSPENDED');
    expect(suspended.map(({ Name, Status }) => [Name, Status])).toEqual([
      ['legacy-crm', 'SUSPENDED'],
    ]);
    expect(accounts[0]?.JoinedTimestamp).toBeInstanceOf(Date);
  });

  test('gives the same accounts whatever the page size', async () => {
    const [small, large] = await Promise.all([allAccounts(3), allAccounts(20)]);
    expect(small.accounts).toEqual(large.accounts);
  });

  test('refuses more than 20 a page and a token of another request', async () => {
    await expect(client.send(new ListAccountsCommand({ MaxResults: 21 }))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidInputException' }),
    );
    await expect(client.send(new ListAccountsCommand({ NextToken: 'bm9uZQ' }))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidInputException' }),
    );
  });
});

describe('the tree', () => {
  test('units hang under the root and every account under one unit', async () => {
    const { Roots } = await client.send(new ListRootsCommand({}));
    const ParentId = Roots?.[0]?.Id;
    const { OrganizationalUnits = [] } = await client.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId }),
    );
    const found = await Promise.all(
      OrganizationalUnits.map(({ Id }) =>
        client.send(new ListAccountsForParentCommand({ ParentId: Id })),
      ),
    );
    expect(found.flatMap(({ Accounts }) => Accounts)).toHaveLength(14);
    const child = found[0]?.Accounts?.[0]?.Id;
    const { Parents } = await client.send(new ListParentsCommand({ ChildId: child }));
    expect(Parents).toEqual([{ Id: OrganizationalUnits[0]?.Id, Type: 'ORGANIZATIONAL_UNIT' }]);
  });

  test('says what does not exist', async () => {
    await expect(
      client.send(new DescribeAccountCommand({ AccountId: '000000000000' })),
    ).rejects.toThrow(expect.objectContaining({ name: 'AccountNotFoundException' }));
    await expect(
      client.send(new ListAccountsForParentCommand({ ParentId: 'r-zzzz' })),
    ).rejects.toThrow(expect.objectContaining({ name: 'ParentNotFoundException' }));
  });
});

test('the organization, its delegated administrators and the tags of an account', async () => {
  const { Organization } = await client.send(new DescribeOrganizationCommand({}));
  expect(Organization?.MasterAccountId).toBe(organisation.managementAccountId);
  const { DelegatedAdministrators: delegated } = await client.send(
    new ListDelegatedAdministratorsCommand({ ServicePrincipal: 'config.amazonaws.com' }),
  );
  expect(delegated?.map(({ Name }) => Name)).toEqual(['security-audit']);
  const { Tags } = await client.send(
    new ListTagsForResourceCommand({ ResourceId: delegated?.[0]?.Id }),
  );
  expect(Tags).toContainEqual({ Key: 'Environment', Value: 'prod' });
});
