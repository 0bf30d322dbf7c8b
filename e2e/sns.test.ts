import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SNS } from '@aws-sdk/client-sns';
import { beforeAll, expect, test, vi } from 'vitest';
import { createSnsReceiver } from '../pipeline-server/approvals/notify/sns/receive-sns.ts';
import { createSnsNotifier } from '../pipeline-server/approvals/notify/sns/sns-notifier.ts';
import { createTopicClient } from '../pipeline-server/approvals/notify/sns/topic-client.ts';
import { memoryReplays, sampleDetails } from '../pipeline-server/test/approval-samples.ts';
import { SILENT_LOG } from '../pipeline-server/test/request-context.ts';
import { type Moto, startMoto } from './harness/moto.ts';

const REGION = 'ap-southeast-2';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const SIGNAL = new AbortController().signal;

let moto: Moto;
let sns: SNS;

beforeAll(async () => {
  moto = await startMoto();
  sns = new SNS({ region: REGION, endpoint: moto.endpoint, credentials: CREDENTIALS });
  return () => moto.stop();
});

/** SQS in its Query protocol: one call is all that is needed of it. */
async function sqs(fields: Readonly<Record<string, string>>): Promise<string> {
  const scope = `Credential=test/20261128/${REGION}/sqs/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(`${moto.endpoint}/`, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}` },
    body: new URLSearchParams({ Version: '2012-11-05', ...fields }),
  });
  return await answer.text();
}

async function topic(name: string): Promise<string> {
  return (await sns.createTopic({ Name: name })).TopicArn ?? '';
}

function notifierTo(arn: string) {
  const client = createTopicClient({ endpoint: moto.endpoint, credentials: CREDENTIALS });
  return createSnsNotifier(
    client.publishTo(arn),
    (id) => `https://xops.example.com/approvals/${id}`,
  );
}

const NEWS = {
  id: 'n1',
  kind: 'approval.requested',
  at: '2026-03-02T10:00:00.000Z',
  details: sampleDetails(),
} as const;

test('news of a request reach a queue, with attributes to filter by', async () => {
  const arn = await topic('xops-approvals');
  await sqs({ Action: 'CreateQueue', QueueName: 'managers' });
  await sns.subscribe({
    TopicArn: arn,
    Protocol: 'sqs',
    Endpoint: `arn:aws:sqs:${REGION}:123456789012:managers`,
    Attributes: { FilterPolicy: JSON.stringify({ risk: ['low'] }) },
  });
  await notifierTo(arn).send(NEWS, SIGNAL);
  const QueueUrl = `${moto.endpoint}/123456789012/managers`;
  const received = await sqs({ Action: 'ReceiveMessage', QueueUrl });
  expect(received).toContain('Stop 1 idle EC2 instance');
  expect(received).toContain('https://xops.example.com/approvals/');
  expect(received).toContain(NEWS.details.request.id);
});

test('what is posted over HTTP without a true signature changes nothing, whatever it says', async () => {
  const arn = await topic('alarms');
  const posted: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      posted.push(Buffer.concat(parts).toString());
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await sns.subscribe({ TopicArn: arn, Protocol: 'http', Endpoint: `http://127.0.0.1:${port}/` });
  await sns.publish({ TopicArn: arn, Message: 'Threshold crossed', Subject: 'ALARM' });
  await vi.waitFor(() =>
    expect(posted.some((body) => body.includes('Threshold crossed'))).toBe(true),
  );
  server.close();

  const taken: string[] = [];
  const receive = createSnsReceiver({
    topics: [arn],
    readCertificate: async () => '',
    confirm: async () => void taken.push('confirmed'),
    onNotification: async ({ Message }) => void taken.push(Message),
    replays: memoryReplays(),
    clock: { now: () => new Date() },
    log: SILENT_LOG,
  });
  // moto signs nothing: its messages are of SNS's shape, and say that they are of signature version 1.
  for (const body of posted) await expect(receive(body)).rejects.toThrow(/version 2|certificate/);
  expect(taken).toEqual([]);
});

test('a subscription is confirmed by the API', async () => {
  const arn = await topic('confirmed');
  const client = createTopicClient({ endpoint: moto.endpoint, credentials: CREDENTIALS });
  await client.confirm(arn, '0'.repeat(64));
});
