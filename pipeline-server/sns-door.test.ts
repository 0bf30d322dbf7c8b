import fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { composeNotify } from './compose-notify.ts';
import { readConfig } from './config.ts';
import { addErrorAnswers } from './routes/error-answers.ts';
import { snsRoutes } from './routes/sns.ts';
import { memoryPlaces, memoryReplays } from './test/approval-samples.ts';

const TOPIC = 'arn:aws:sns:ap-southeast-2:111122223333:alarms';

async function start() {
  const notify = composeNotify({
    config: readConfig({ XOPS_SNS_INBOUND_TOPIC_ARNS: JSON.stringify([TOPIC]) }),
    pageUrl: (id) => id,
    places: memoryPlaces(),
    replays: memoryReplays(),
    snsSource: { endpoint: null, credentials: null },
    drawCard: async () => '',
    clock: { now: () => new Date('2026-03-02T10:00:00.000Z') },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    readCertificate: async () => 'no certificate',
  });
  if (notify.snsDoor === null) throw new Error('no topic is listened to');
  const app = fastify();
  addErrorAnswers(app, { bodyLimitBytes: 1024, codeUploadMaxBytes: 1024 });
  await app.register(snsRoutes(notify.snsDoor));
  onTestFinished(async () => {
    await app.close();
    await notify.close();
  });
  return app;
}

const MESSAGE = {
  Type: 'Notification',
  MessageId: '1',
  TopicArn: TOPIC,
  Message: 'x',
  Timestamp: '2026-03-02T10:00:00.000Z',
  SignatureVersion: '2',
  Signature: 'AAAA',
  SigningCertURL: `https://sns.ap-southeast-2.amazonaws.com/SimpleNotificationService-${'0a'.repeat(16)}.pem`,
};

describe('POST /sns/notifications', () => {
  it.each([
    ['a certificate that is none', JSON.stringify(MESSAGE), /certificate cannot be read/],
    ['version 1', JSON.stringify({ ...MESSAGE, SignatureVersion: '1' }), /version 2/],
    ['another topic', JSON.stringify({ ...MESSAGE, TopicArn: `${TOPIC}2` }), /not listened to/],
    ['no JSON', '{', /JSON/],
    ['nothing', '', /JSON/],
  ])('answers 401 to %s and says why', async (_name, payload, reason) => {
    const app = await start();
    const headers = { 'content-type': 'text/plain; charset=UTF-8' };
    const answer = await app.inject({
      method: 'POST',
      url: '/sns/notifications',
      headers,
      payload,
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.json().detail).toMatch(reason);
  });

  it('takes no body above half a megabyte', async () => {
    const app = await start();
    const payload = 'x'.repeat(600_000);
    const headers = { 'content-type': 'text/plain' };
    const answer = await app.inject({
      method: 'POST',
      url: '/sns/notifications',
      headers,
      payload,
    });
    expect(answer.statusCode).toBe(413);
  });
});
