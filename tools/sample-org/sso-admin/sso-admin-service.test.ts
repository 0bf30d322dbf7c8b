import { IdentitystoreClient, ListUsersCommand } from '@aws-sdk/client-identitystore';
import { ListInstancesCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

let organisation: SampleOrganisation;

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: () => new Date('2026-11-23T10:00:00Z') });
});

afterAll(() => organisation.close());

function options(region: string) {
  const { endpoint, credentials } = organisation;
  return { endpoint, credentials, region, maxAttempts: 1 };
}

async function instancesIn(region: string) {
  const client = new SSOAdminClient(options(region));
  return (await client.send(new ListInstancesCommand({}))).Instances ?? [];
}

describe('ListInstances', () => {
  test('names the directory that Identity Store knows', async () => {
    const [instance] = await instancesIn(organisation.homeRegion);
    const store = new IdentitystoreClient(options(organisation.homeRegion));
    const IdentityStoreId = instance?.IdentityStoreId;
    const { Users = [] } = await store.send(new ListUsersCommand({ IdentityStoreId }));
    expect(Users.length).toBeGreaterThan(0);
  });

  test('shows nothing in another Region', async () => {
    expect(await instancesIn('us-west-2')).toEqual([]);
  });

  test('refuses too large a page', async () => {
    const client = new SSOAdminClient(options(organisation.homeRegion));
    await expect(client.send(new ListInstancesCommand({ MaxResults: 101 }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
