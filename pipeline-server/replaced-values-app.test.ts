import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { DEFAULT_POLICY } from './sovereignty/default-policy.ts';
import type { PolicyRule } from './sovereignty/policy-schema.ts';
import { contentOf, readSse } from './test/read-sse.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';
import { CLOUD_MODEL, startTwoPlaces } from './test/two-places.ts';

const SECRET = 'ghp_9fK2mQ7xR4tV1wZ8bN3cJ6hL5pS0dG2aY7eU';
const ACCOUNT = '482193057716';
const TEXT = `The AWS account id is ${ACCOUNT}, its token ${SECRET}; why is ${ACCOUNT} red?`;

/** A policy that does one thing to sensitive data and sends the rest to the cloud. */
async function writePolicy(action: PolicyRule['action']): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-policy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'policy.yaml');
  const [open] = DEFAULT_POLICY.rules;
  const rule = { id: 'taken-out', action, places: ['cloud', 'local'], reason: 'Taken out.' };
  const rules = [open, { ...rule, classes: ['CONFIDENTIAL', 'RESTRICTED'] }];
  await writeFile(file, stringify({ version: 1, name: 'tested', rules }));
  return file;
}

/** The receipt of an answer, what the cloud was sent, and the audit records, each as text. */
async function ask(action: PolicyRule['action'], content: string) {
  const { environment, cloud } = await startTwoPlaces();
  const policy = { XOPS_POLICY_FILE: await writePolicy(action) };
  const { app, services } = await startTestApp({ environment: { ...environment, ...policy } });
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/chat/completions',
    headers: { ...bearer(), 'x-openwebui-chat-id': 'chat-1' },
    payload: { model: CLOUD_MODEL, messages: [{ role: 'user', content }], stream: true },
  });
  const { audit } = services.sovereignty;
  await audit.flush();
  const records = await audit.read({ after: 0, limit: 10 });
  return {
    receipt: contentOf(readSse(answer.body)),
    sent: JSON.stringify(cloud.received.map(({ json }) => json)),
    records: records.map(({ json }) => json),
  };
}

it('counts pseudonyms and redactions of a chat in its receipt and its audit records', async () => {
  const { receipt, sent, records } = await ask('pseudonymise', TEXT);
  expect(sent).toMatch(/acct-\w{6}, its token \[vendor-token removed\]; why is acct-\w{6} red/);
  expect(receipt).toContain('| Redacted before it was sent | 1 vendor-token |');
  expect(receipt).toContain('| Sent as pseudonyms | 2 aws-account |');
  expect(records).toHaveLength(2);
  for (const record of records) {
    expect(record).toContain('"redacted":{"vendor-token":1},"pseudonymised":{"aws-account":2}');
  }
  expect(`${receipt}${records.join('')}`).not.toMatch(new RegExp(`${ACCOUNT}|${SECRET}|acct-`));
});

it('counts what was redacted', async () => {
  const { receipt, records } = await ask(
    'redact',
    `Use ${SECRET} and jane.citizen@bigbank.com.au.`,
  );
  expect(receipt).toContain('| Redacted before it was sent | 1 email, 1 vendor-token |');
  expect(receipt).not.toContain('Sent as pseudonyms');
  for (const record of records) expect(record).toContain('"pseudonymised":{}');
});
