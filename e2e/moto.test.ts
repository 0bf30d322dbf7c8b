import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ACMClient, ImportCertificateCommand } from '@aws-sdk/client-acm';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReaders, type Readers } from '../tools/aws/readers.ts';
import { type Moto, startMoto } from './harness/moto.ts';

const REGION = 'us-east-1';
const ACCOUNTS = 23;
const ROLE = 'xops/read-only';
const OPENSSL_KEYS = {
  RSA_2048: ['-newkey', 'rsa:2048'],
  RSA_4096: ['-newkey', 'rsa:4096'],
  EC_prime256v1: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
} as const;

let moto: Moto;
let folder: string;
let readers: Readers;

beforeAll(async () => {
  moto = await startMoto();
  folder = mkdtempSync(path.join(tmpdir(), 'xops-moto-'));
  const source = {
    kind: 'live',
    label: 'moto',
    endpoint: moto.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    memberRole: ROLE,
    configAggregator: null,
  } as const;
  const context = {
    identity: 'alice',
    caller: { person: 'alice@example.com', tool: 'test', requestId: 'r-1' },
    signal: new AbortController().signal,
    report: () => undefined,
  };
  readers = createReaders(source, { now: () => new Date() })(context);
}, 90_000);

afterAll(async () => {
  await moto.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A self-signed certificate with a key of the type. */
function selfSigned(keyType: keyof typeof OPENSSL_KEYS) {
  const [key, certificate] = [
    path.join(folder, `${keyType}.key`),
    path.join(folder, `${keyType}.pem`),
  ];
  const subject = ['-subj', `/CN=${keyType.replace('_', '-').toLowerCase()}.example.com`];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync(
    'openssl',
    ['req', '-x509', '-nodes', '-days', '90', ...OPENSSL_KEYS[keyType], ...subject, ...files],
    { stdio: 'ignore' },
  );
  return { Certificate: readFileSync(certificate), PrivateKey: readFileSync(key) };
}

async function importInto(accountId: string, region: string, keyType: keyof typeof OPENSSL_KEYS) {
  const shared = { endpoint: moto.endpoint, region };
  const sts = new STSClient({
    ...shared,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { Credentials: keys } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/owner`,
      RoleSessionName: 'owner',
    }),
  );
  const credentials = {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
  await new ACMClient({ ...shared, credentials }).send(
    new ImportCertificateCommand(selfSigned(keyType)),
  );
}

describe('the readers on moto', () => {
  it('list every account of an organization, page by page', async () => {
    const client = new OrganizationsClient({
      endpoint: moto.endpoint,
      region: REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    for (let number = 1; number <= ACCOUNTS; number += 1) {
      const AccountName = `account-${number}`;
      await client.send(
        new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` }),
      );
    }
    const accounts = await readers.organization.accounts();
    expect(accounts).toHaveLength(ACCOUNTS + 1);
    expect(accounts.map(({ name }) => name)).toContain(`account-${ACCOUNTS}`);
    const listed = readers.recorder.uses().find(({ api }) => api === 'organizations:ListAccounts');
    expect(listed?.requests).toBe(2);
  });

  it('see the certificates of each account and Region and of no other, whatever their key', async () => {
    const [first, second] = ['111122223333', '444455556666'] as const;
    await importInto(first, REGION, 'RSA_2048');
    await importInto(first, REGION, 'RSA_4096');
    await importInto(second, 'eu-west-1', 'EC_prime256v1');
    const keysOf = async (accountId: string, region: string) =>
      (await readers.certificates.certificates({ accountId, region })).map(
        ({ keyAlgorithm }) => keyAlgorithm,
      );
    expect(new Set(await keysOf(first, REGION))).toEqual(new Set(['RSA_2048', 'RSA_4096']));
    expect(await keysOf(second, 'eu-west-1')).toEqual(['EC_prime256v1']);
    expect(await keysOf(first, 'eu-west-1')).toEqual([]);
    expect(await keysOf(second, REGION)).toEqual([]);
    const entered = readers.recorder.evidence().filter(({ api }) => api === 'sts:AssumeRole');
    expect(entered.map(({ accountId }) => accountId)).toEqual([first, second]);
    expect(entered[0]?.request).toMatchObject({ SourceIdentity: 'alice@example.com' });
  });
});
