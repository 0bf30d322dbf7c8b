import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../pipeline-server/contracts/canonical-json.ts';
import { cpuTimeOf } from '../../pipeline-server/test/cpu-time.ts';
import { holdsSecret } from './holds-secret.ts';

const SECRETS: readonly unknown[] = [
  { environment: { variables: { DB_PASSWORD: 'hunter2' } } },
  { MasterUserPassword: 'hunter2' },
  { Results: [JSON.stringify({ configuration: { masterUserPassword: 'hunter2' } })] },
  { Results: [JSON.stringify({ text: JSON.stringify({ client_secret: 'x' }) })] },
  { SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  { note: '-----BEGIN RSA PRIVATE KEY-----' },
  { url: 'postgres://app:hunter2@db.example.com/app' },
  { env: ['GITHUB=ghp_abcdefghijklmnopqrstuvwxyz0123456789'] },
  { header: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.x' },
];

const HARMLESS: readonly unknown[] = [
  { NextToken: 'abc', NextPageToken: 'def' },
  { masterUserPassword: '', password: null },
  { Results: [JSON.stringify({ masterUserPassword: '' })] },
  { title: 'Secrets Manager secrets should have automatic rotation enabled' },
  { resourceType: 'AWS::SecretsManager::Secret', arn: 'arn:aws:iam::111111111111:user/alice' },
  { passwordLastUsed: '2026-11-01T00:00:00Z', PasswordPolicy: { MinimumPasswordLength: 14 } },
  { url: 'https://console.aws.amazon.com/a:b@c' },
];

describe('holdsSecret', () => {
  it.each(SECRETS.map((value) => [canonicalJson(value)]))('sees %s', (text) => {
    expect(holdsSecret(text)).toBe(true);
  });

  it.each(HARMLESS.map((value) => [canonicalJson(value)]))('leaves %s', (text) => {
    expect(holdsSecret(text)).toBe(false);
  });

  it('is done with a long text at once', () => {
    const texts = ['"password'.repeat(200_000), `://${'a'.repeat(2_000_000)}`];
    expect(cpuTimeOf(() => texts.map(holdsSecret))).toBeLessThan(2000);
  });
});
