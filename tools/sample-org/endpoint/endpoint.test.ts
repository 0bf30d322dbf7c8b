import {
  ListAccountsCommand,
  ListPoliciesCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from 'vitest';

import {
  type SampleOrganisation,
  type SampleOrganisationOptions,
  startSampleOrganisation,
} from '../start-sample-organisation.ts';

let running: SampleOrganisation | undefined;

async function start(options: SampleOrganisationOptions = {}) {
  running = await startSampleOrganisation(options);
  return running;
}

afterEach(async () => {
  await running?.close();
  running = undefined;
});

function organizations({ endpoint, credentials }: SampleOrganisation, maxAttempts = 1) {
  return new OrganizationsClient({ endpoint, credentials, region: 'us-east-1', maxAttempts });
}

function sts({ endpoint, credentials }: SampleOrganisation, keys = credentials) {
  return new STSClient({ endpoint, credentials: keys, region: 'ap-southeast-2', maxAttempts: 1 });
}

async function accountNamed(organisation: SampleOrganisation, name: string): Promise<string> {
  const client = organizations(organisation);
  const first = await client.send(new ListAccountsCommand({ MaxResults: 10 }));
  const empty = await client.send(new ListAccountsCommand({ NextToken: first.NextToken }));
  const rest = await client.send(new ListAccountsCommand({ NextToken: empty.NextToken }));
  const accounts = [...(first.Accounts ?? []), ...(rest.Accounts ?? [])];
  return accounts.find((account) => account.Name === name)?.Id ?? '';
}

async function assume(organisation: SampleOrganisation, accountId: string) {
  const RoleArn = `arn:aws:iam::${accountId}:role/xops-read-only`;
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'xops' });
  const { Credentials: keys } = await sts(organisation).send(command);
  return {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
}

describe('who calls', () => {
  test('the operator is a user of the management account', async () => {
    const organisation = await start();
    const { Account, Arn } = await sts(organisation).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe(organisation.managementAccountId);
    expect(Arn).toMatch(/^arn:aws:iam::\d{12}:user\//);
  });

  test('keys of an assumed role act in that account and may not read the organization', async () => {
    const organisation = await start();
    const accountId = await accountNamed(organisation, 'payments-prod');
    const keys = await assume(organisation, accountId);
    const { Account, Arn } = await sts(organisation, keys).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe(accountId);
    expect(Arn).toBe(`arn:aws:sts::${accountId}:assumed-role/xops-read-only/xops`);
    const member = new OrganizationsClient({
      endpoint: organisation.endpoint,
      credentials: keys,
      region: 'us-east-1',
      maxAttempts: 1,
    });
    await expect(member.send(new ListAccountsCommand({}))).rejects.toThrow(
      expect.objectContaining({ name: 'AccessDeniedException' }),
    );
  });

  test('one account refuses, as does an unknown one', async () => {
    const organisation = await start();
    const denied = expect.objectContaining({ name: 'AccessDenied' });
    const lending = await accountNamed(organisation, 'lending-prod');
    await expect(assume(organisation, lending)).rejects.toThrow(denied);
    await expect(assume(organisation, '000000000000')).rejects.toThrow(denied);
  });

  test('a changed session token is refused', async () => {
    const organisation = await start();
    const keys = await assume(organisation, await accountNamed(organisation, 'payments-prod'));
    const forged = { ...keys, sessionToken: `${keys.sessionToken}x` };
    await expect(sts(organisation, forged).send(new GetCallerIdentityCommand({}))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidClientTokenId' }),
    );
  });

  test('a wrong secret does not sign', async () => {
    const organisation = await start();
    const keys = { ...organisation.credentials, secretAccessKey: 'x'.repeat(40) };
    await expect(sts(organisation, keys).send(new GetCallerIdentityCommand({}))).rejects.toThrow(
      expect.objectContaining({ name: 'SignatureDoesNotMatch' }),
    );
  });
});

test('an operation that is not served is said to be unknown', async () => {
  const organisation = await start();
  await expect(
    organizations(organisation).send(new ListPoliciesCommand({ Filter: 'TAG_POLICY' })),
  ).rejects.toThrow(expect.objectContaining({ name: 'UnknownOperationException' }));
});

describe('requests that no SDK sends', () => {
  const post = async (organisation: SampleOrganisation, init: RequestInit) => {
    const response = await fetch(organisation.endpoint, { method: 'POST', ...init });
    return { status: response.status, text: await response.text() };
  };

  test('unsigned and half-signed ones are refused', async () => {
    const organisation = await start();
    expect(await post(organisation, { body: '{}' })).toEqual({
      status: 403,
      text: expect.stringContaining('MissingAuthenticationTokenException'),
    });
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKIA/x';
    expect(await post(organisation, { headers: { authorization } })).toEqual({
      status: 403,
      text: expect.stringContaining('IncompleteSignatureException'),
    });
  });

  test('an unsigned Query request is refused in XML', async () => {
    const organisation = await start();
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKIA/20261123/us-east-1/sts/aws4_request';
    const { text } = await post(organisation, { headers: { authorization }, body: 'Action=X' });
    expect(text).toContain('<Code>IncompleteSignature</Code>');
  });

  test('a body above the limit is cut off', async () => {
    const organisation = await start();
    const { status } = await post(organisation, { body: 'x'.repeat(1_100_000) });
    expect(status).toBe(413);
  });
});

describe('faults', () => {
  test('throttling ends after so many times, and the SDK gets through', async () => {
    const organisation = await start({
      faults: [{ service: 'organizations', kind: 'throttle', times: 2 }],
    });
    await expect(organizations(organisation).send(new ListAccountsCommand({}))).rejects.toThrow(
      expect.objectContaining({ name: 'TooManyRequestsException' }),
    );
    const answer = await organizations(organisation, 3).send(new ListAccountsCommand({}));
    expect(answer.Accounts).toHaveLength(10);
  });

  test.each([
    ['deny', 'AccessDeniedException'],
    ['unavailable', 'ServiceUnavailableException'],
    ['malformed', 'SyntaxError'],
  ] as const)('%s becomes %s', async (kind, name) => {
    const organisation = await start({
      faults: [{ service: 'organizations', operation: 'ListAccounts', kind }],
    });
    await expect(organizations(organisation).send(new ListAccountsCommand({}))).rejects.toThrow(
      expect.objectContaining({ name }),
    );
  });

  test('a fault of another account or operation strikes nobody else', async () => {
    const organisation = await start({
      faults: [
        { service: 'organizations', operation: 'ListRoots', kind: 'deny' },
        { service: 'organizations', accountId: '000000000000', kind: 'deny' },
        { service: 'organizations', kind: 'deny', rate: 0 },
      ],
    });
    const answer = await organizations(organisation).send(new ListAccountsCommand({}));
    expect(answer.Accounts).toHaveLength(10);
  });

  test('slow waits', async () => {
    const organisation = await start({
      faults: [{ service: 'sts', kind: 'slow', delayMs: 120 }],
    });
    const before = performance.now();
    await sts(organisation).send(new GetCallerIdentityCommand({}));
    expect(performance.now() - before).toBeGreaterThanOrEqual(115);
  });
});
