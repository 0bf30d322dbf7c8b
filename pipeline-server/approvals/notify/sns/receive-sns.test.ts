import { createSign } from 'node:crypto';
import { generate } from 'selfsigned';
import MessageValidator from 'sns-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryReplays } from '../../../test/approval-samples.ts';
import { createSnsReceiver } from './receive-sns.ts';
import { SnsRefused } from './signature.ts';
import { topicNotice } from './topic-notice.ts';

const TOPIC = 'arn:aws:sns:ap-southeast-2:111122223333:xops-approvals';
const CERTIFICATE = `https://sns.ap-southeast-2.amazonaws.com/SimpleNotificationService-${'0a'.repeat(16)}.pem`;
const NOW = new Date('2026-03-02T10:00:00.000Z');
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

const NOTIFICATION = {
  Type: 'Notification',
  MessageId: '4f6ee4a7-0000-4000-8000-000000000001',
  TopicArn: TOPIC,
  Subject: 'ALARM: "payments errors"',
  Message: 'Threshold crossed',
  Timestamp: '2026-03-02T09:59:00.000Z',
  SignatureVersion: '2',
  SigningCertURL: CERTIFICATE,
};

const CONFIRMATION = {
  ...NOTIFICATION,
  Type: 'SubscriptionConfirmation',
  Subject: undefined,
  Token: '2336412f37fb687f5d51e6e2425c464de257ebdf',
  SubscribeURL: 'https://evil.example/confirm',
};

let pem: { readonly private: string; readonly cert: string };
let stranger: typeof pem;
beforeAll(async () => {
  const dates = { notBeforeDate: new Date('2026-01-01'), notAfterDate: new Date('2027-01-01') };
  const name = [{ name: 'commonName', value: 'sns.amazonaws.com' }];
  pem = await generate(name, dates);
  stranger = await generate(name, dates);
});

type Fields = Readonly<Record<string, unknown>>;

const SIGNED = [
  'Message',
  'MessageId',
  'Subject',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

function sign(fields: Fields, { key = pem.private, hash = 'RSA-SHA256' } = {}): string {
  const names = SIGNED.filter((name) => fields[name] !== undefined);
  const text = names.map((name) => `${name}\n${String(fields[name])}\n`).join('');
  return JSON.stringify({
    ...fields,
    Signature: createSign(hash).update(text).sign(key, 'base64'),
  });
}

function receiver() {
  const seen = { fetched: [] as string[], confirmed: [] as string[], taken: [] as string[] };
  let failing = false;
  const receive = createSnsReceiver({
    topics: [TOPIC],
    readCertificate: async (url) => {
      seen.fetched.push(url.href);
      return pem.cert;
    },
    confirm: async (topic, token) => {
      seen.confirmed.push(`${topic} ${token}`);
    },
    onNotification: async ({ Message }) => {
      if (failing) throw new Error('Slack is away');
      seen.taken.push(Message);
    },
    replays: memoryReplays(),
    clock: { now: () => NOW },
    log: SILENT,
  });
  return { receive, seen, fail: (is: boolean) => (failing = is) };
}

/** What the published validator for Node says of a message, its certificate read from us. */
async function oracle(body: string): Promise<boolean> {
  const validator = new MessageValidator();
  const https = await import('node:https');
  const { get } = https.default;
  https.default.get = ((_url: string, onAnswer: (answer: unknown) => void) => {
    const handlers: Record<string, (data?: string) => void> = {};
    const answer = {
      statusCode: 200,
      on(name: string, handler: (data?: string) => void) {
        handlers[name] = handler;
        if (name === 'end') {
          handlers['data']?.(pem.cert);
          handler();
        }
        return answer;
      },
    };
    onAnswer(answer);
    return { on: () => undefined };
  }) as unknown as typeof get;
  try {
    return await new Promise((resolve) => {
      validator.validate(JSON.parse(body), (error) =>
        resolve(error === null || error === undefined),
      );
    });
  } finally {
    https.default.get = get;
  }
}

describe('a message of a topic', () => {
  it('is taken once', async () => {
    const { receive, seen } = receiver();
    expect(await receive(sign(NOTIFICATION))).toBe('taken');
    expect(await receive(sign(NOTIFICATION))).toBe('seen-before');
    expect(seen).toMatchObject({
      taken: ['Threshold crossed'],
      fetched: [CERTIFICATE, CERTIFICATE],
    });
  });

  it('that could not be handled is taken when SNS tries again', async () => {
    const { receive, seen, fail } = receiver();
    fail(true);
    await expect(receive(sign(NOTIFICATION))).rejects.toThrow('Slack is away');
    fail(false);
    expect(await receive(sign(NOTIFICATION))).toBe('taken');
    expect(seen.taken).toHaveLength(1);
  });

  it('confirms a subscription by the API, and never opens an address that it brings', async () => {
    const { receive, seen } = receiver();
    expect(await receive(sign(CONFIRMATION))).toBe('confirmed');
    expect(seen.confirmed).toEqual([`${TOPIC} ${CONFIRMATION.Token}`]);
    expect(seen.fetched).toEqual([CERTIFICATE]);
  });

  it('that ends a subscription is noted', async () => {
    const { receive } = receiver();
    expect(await receive(sign({ ...CONFIRMATION, Type: 'UnsubscribeConfirmation' }))).toBe('noted');
  });

  it('is judged as the published validator judges it', async () => {
    for (const fields of [NOTIFICATION, CONFIRMATION]) {
      expect(await oracle(sign(fields))).toBe(true);
      expect(await oracle(sign(fields, { key: stranger.private }))).toBe(false);
      await expect(receiver().receive(sign(fields, { key: stranger.private }))).rejects.toThrow(
        'does not match',
      );
    }
  });
});

describe('refused before anything is fetched', () => {
  it.each([
    ['another topic', { TopicArn: TOPIC.replace('approvals', 'other') }, /not listened to/],
    ['signature version 1', { SignatureVersion: '1' }, /version 2/],
    ['a late message', { Timestamp: '2026-03-02T08:00:00.000Z' }, /too far off/],
    ['a message from the future', { Timestamp: '2026-03-02T10:06:00.000Z' }, /too far off/],
    ['a time that is none', { Timestamp: 'now' }, /too far off/],
    [
      'another host',
      { SigningCertURL: CERTIFICATE.replace('amazonaws.com', 'amazonaws.com.evil.example') },
      /certificate/,
    ],
    [
      'another Region',
      { SigningCertURL: CERTIFICATE.replace('ap-southeast-2', 'us-east-1') },
      /certificate/,
    ],
    ['plain HTTP', { SigningCertURL: CERTIFICATE.replace('https', 'http') }, /certificate/],
    ['another port', { SigningCertURL: CERTIFICATE.replace('.com/', '.com:8443/') }, /certificate/],
    [
      'a user in the address',
      { SigningCertURL: CERTIFICATE.replace('https://', 'https://evil@') },
      /certificate/,
    ],
    [
      'another path',
      { SigningCertURL: CERTIFICATE.replace('/Simple', '/x/../../evil/Simple') },
      /certificate/,
    ],
    ['a query', { SigningCertURL: `${CERTIFICATE}?x=.pem` }, /certificate/],
    ['an address that is none', { SigningCertURL: 'pem' }, /certificate/],
    ['metadata of the machine', { SigningCertURL: 'http://169.254.169.254/a.pem' }, /certificate/],
  ])('%s', async (_name, change, reason) => {
    const { receive, seen } = receiver();
    const refused = receive(sign({ ...NOTIFICATION, ...change }));
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.toBeInstanceOf(SnsRefused);
    expect(seen).toMatchObject({ fetched: [], taken: [], confirmed: [] });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another object', '{"Type":"Notification"}'],
    ['a list', '[]'],
  ])('%s is no message', async (_name, body) => {
    await expect(receiver().receive(body)).rejects.toBeInstanceOf(SyntaxError);
  });
});

describe('refused for its signature', () => {
  it.each([
    ['a changed message', (body: string) => body.replace('crossed', 'met')],
    ['a changed subject', (body: string) => body.replace('ALARM', 'OK')],
    ['no base64', (body: string) => body.replace(/"Signature":"[^"]+"/, '"Signature":"!"')],
  ])('%s', async (_name, change) => {
    await expect(receiver().receive(change(sign(NOTIFICATION)))).rejects.toThrow('does not match');
  });

  it('SHA-1 that says it is version 2', async () => {
    await expect(receiver().receive(sign(NOTIFICATION, { hash: 'RSA-SHA1' }))).rejects.toThrow(
      'does not match',
    );
  });

  it('a certificate that is no longer valid', async () => {
    const dates = { notBeforeDate: new Date('2020-01-01'), notAfterDate: new Date('2021-01-01') };
    const old = await generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], dates);
    const current = pem;
    pem = old;
    await expect(receiver().receive(sign(NOTIFICATION))).rejects.toThrow('not valid now');
    pem = current;
  });
});

describe('a message of a topic in Slack', () => {
  it('is text and never markup', () => {
    const message = {
      ...NOTIFICATION,
      Type: 'Notification' as const,
      Signature: '',
      Message: '<!channel> *x*',
      Subject: '<b>',
    };
    const notice = topicNotice(message);
    expect(notice.text).toBe('&lt;b&gt;');
    const kinds = JSON.stringify(notice.blocks).match(/"type":"[a-z_]+"/g);
    expect(kinds).not.toContain('"type":"mrkdwn"');
  });
});
