import fastify from 'fastify';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SlackPeople } from './approvals/notify/slack/answer-interaction.ts';
import { composeNotify } from './compose-notify.ts';
import { readConfig } from './config.ts';
import { type ApprovalDetails, ApprovalError, type Decision } from './contracts/approvals.ts';
import { addErrorAnswers } from './routes/error-answers.ts';
import { slackRoutes } from './routes/slack.ts';
import {
  memoryPlaces,
  memoryReplays,
  sampleDetails,
  samplePerson,
  samplePlan,
  sampleRequest,
} from './test/approval-samples.ts';
import { signedBySlack, startFakeSlack } from './test/fake-slack.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const NOW = new Date('2026-03-02T10:00:00.000Z');
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const MARY = samplePerson('mary@example.com', { name: 'Mary', proof: 'slack' });

const PEOPLE: SlackPeople = {
  bySlackId: (id) => (id === 'UMARY' ? MARY : null),
  byEmail: (email) =>
    email === 'tom@example.com' ? samplePerson(email, { proof: 'slack' }) : null,
};

interface Setup {
  details: ApprovalDetails;
  refuse: ApprovalError | null;
  readonly decisions: Omit<Decision, 'at'>[];
}

let setup: Setup;
beforeEach(() => {
  setup = { details: sampleDetails(), refuse: null, decisions: [] };
});

async function start(environment: Readonly<Record<string, string>> = {}) {
  const slack = await startFakeSlack({ UTOM: 'tom@example.com', UEVE: 'eve@example.com' });
  const config = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-a-token-for-tests',
    SLACK_SIGNING_SECRET: SECRET,
    XOPS_SLACK_CHANNEL: 'C1',
    XOPS_SLACK_TEAM_ID: 'T1',
    XOPS_SLACK_APP_ID: 'A1',
    XOPS_SLACK_API_URL: slack.apiUrl,
    ...environment,
  });
  const notify = composeNotify({
    config,
    pageUrl: (id) => `https://xops.example.com/approvals/${id}`,
    places: memoryPlaces(),
    replays: memoryReplays(),
    snsSource: { endpoint: null, credentials: null },
    drawCard: async () => '',
    clock: { now: () => NOW },
    log: SILENT,
  });
  const door = notify.slackDoor(
    {
      read: async (id) => (id === setup.details.request.id ? setup.details : null),
      decide: async (_id, order, approver) => {
        if (setup.refuse !== null) throw setup.refuse;
        setup.decisions.push({ ...order, approver });
        return setup.details.request;
      },
    },
    PEOPLE,
  );
  if (door === null) throw new Error('interactions are not set up');
  const app = fastify();
  addErrorAnswers(app, { bodyLimitBytes: 1024, codeUploadMaxBytes: 1024 });
  await app.register(slackRoutes(door));
  onTestFinished(async () => {
    await app.close();
    await notify.close();
    await slack.close();
  });
  const act = (payload: object, at = NOW) => app.inject(signedBySlack(payload, SECRET, at));
  return { app, slack, notify, act };
}

function press(verdict: string, over: Readonly<Record<string, unknown>> = {}) {
  const { id, hashes } = setup.details.request;
  return {
    type: 'block_actions',
    api_app_id: 'A1',
    team: { id: 'T1', domain: 'acme' },
    user: { id: 'UMARY', username: 'mary' },
    trigger_id: '1.2.3',
    channel: { id: 'C1', name: 'approvals' },
    response_url: 'https://hooks.slack.com/actions/x',
    actions: [{ action_id: `xops-${verdict}`, block_id: id, value: `${id} ${hashes.artifact}` }],
    ...over,
  };
}

function submit(texts: Readonly<Record<string, string>>, user = 'UMARY') {
  const { id, hashes } = setup.details.request;
  const values = Object.entries(texts).map(
    ([name, value]) => [name, { [name]: { type: 'plain_text_input', value } }] as const,
  );
  return {
    type: 'view_submission',
    api_app_id: 'A1',
    team: { id: 'T1' },
    user: { id: user },
    view: {
      private_metadata: `reject ${id} ${hashes.artifact}`,
      state: { values: Object.fromEntries(values) },
    },
  };
}

describe('a message in Slack', () => {
  const notification = (kind: 'approval.requested' | 'execution.ended' | 'approval.reminded') => ({
    id: `n-${kind}`,
    kind,
    at: NOW.toISOString(),
    details: setup.details,
  });
  const signal = new AbortController().signal;

  it('is posted once, with what an approver needs and no resource by name, and is kept up to date', async () => {
    const { notify, slack } = await start();
    const [notifier] = notify.notifiers;
    await notifier?.send(notification('approval.requested'), signal);
    const [posted] = slack.of('chat.postMessage');
    const text = JSON.stringify(posted?.fields['blocks']);
    for (const part of [
      'Stop 1 idle EC2 instance',
      'saves USD 42.50',
      '1 × ec2.stop-instance',
      '0 of 1 of finops',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('i-0123456789abcdef0');
    expect(posted?.token).toBe('Bearer xoxb-a-token-for-tests');
    setup.details = sampleDetails({
      request: sampleRequest({ status: 'SUCCEEDED' }),
      decisions: [
        {
          verdict: 'approve',
          seenHash: '',
          comment: 'fine <!channel>',
          correction: null,
          channel: 'slack',
          approver: MARY,
          at: NOW.toISOString(),
        },
      ],
    });
    await notifier?.send(notification('execution.ended'), signal);
    const [updated] = slack.of('chat.update');
    expect(updated?.fields).toMatchObject({ channel: 'C1', ts: '1700000000.000100' });
    const changed = JSON.stringify(updated?.fields['blocks']);
    expect(changed).toContain('*Mary* approved: fine &lt;!channel&gt;');
    expect(changed).not.toContain('xops-approve');
    expect(slack.of('chat.postMessage').at(-1)?.fields).toMatchObject({
      thread_ts: '1700000000.000100',
      text: 'Done.',
    });
  });

  it('shows texts from AWS as they are, never as markup', async () => {
    const { notify, slack } = await start({ XOPS_SLACK_NAME_RESOURCES: 'true' });
    const evil = '<https://evil.example|click> & <!everyone> *bold*';
    const plan = samplePlan({ title: evil, purpose: evil });
    setup.details = sampleDetails({ request: sampleRequest({ plan }) });
    await notify.notifiers[0]?.send(notification('approval.requested'), signal);
    const blocks = slack.of('chat.postMessage')[0]?.fields['blocks'] as {
      type: string;
      text?: { type: string; text: string };
    }[];
    const marked = blocks.flatMap(({ text }) => (text?.type === 'mrkdwn' ? [text.text] : []));
    expect(marked.join('\n')).toContain('&lt;!everyone&gt;');
    expect(marked.join('\n')).not.toMatch(/<(?!!date\^)/);
    expect(marked.join('\n')).toContain('i-0123456789abcdef0');
  });

  it.each([
    ['of high risk', { plan: samplePlan({ risk: 'high' }) }],
    ['that is decided', { status: 'APPROVED' as const }],
  ])('%s has no buttons but the way to the page', async (_name, over) => {
    setup.details = sampleDetails({ request: sampleRequest(over) });
    const { notify, slack } = await start();
    await notify.notifiers[0]?.send(notification('approval.requested'), signal);
    const text = JSON.stringify(slack.of('chat.postMessage')[0]?.fields['blocks']);
    expect(text).toContain('https://xops.example.com/approvals/');
    expect(text).not.toContain('xops-approve');
  });

  it('is tried again later when Slack says no', async () => {
    const { notify, slack } = await start();
    slack.fail('channel_not_found');
    await expect(
      notify.notifiers[0]?.send(notification('approval.requested'), signal),
    ).rejects.toThrow('channel_not_found');
    slack.fail(null);
    await notify.notifiers[0]?.send(notification('approval.requested'), signal);
    expect(slack.of('chat.postMessage')).toHaveLength(2);
  });
});

describe('a button in Slack', () => {
  it('approves exactly the plan of its message, by the member who is known', async () => {
    const { act, slack } = await start();
    const answer = await act(press('approve'));
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(setup.decisions).toEqual([
      expect.objectContaining({
        verdict: 'approve',
        seenHash: setup.details.request.hashes.artifact,
        channel: 'slack',
        approver: MARY,
      }),
    ]);
    expect(slack.of('chat.postEphemeral')[0]?.fields).toMatchObject({
      user: 'UMARY',
      text: 'Your decision is written down.',
    });
  });

  it('knows a member by the mail address that Slack has confirmed', async () => {
    const { act } = await start();
    await act(press('approve', { user: { id: 'UTOM' } }));
    expect(setup.decisions.map(({ approver }) => approver.id)).toEqual(['tom@example.com']);
  });

  it.each([
    ['UEVE', 'a confirmed address that the settings do not know'],
    ['UNOBODY', 'no confirmed address'],
  ])('of %s, who has %s, decides nothing and says so', async (user) => {
    const { act, slack } = await start();
    expect((await act(press('approve', { user: { id: user } }))).statusCode).toBe(200);
    expect(setup.decisions).toEqual([]);
    expect(slack.of('chat.postEphemeral')[0]?.fields['text']).toContain('approvals.people');
  });

  it('tells its presser alone why the ledger refused', async () => {
    setup.refuse = new ApprovalError(
      'own-request',
      'You asked for this yourself. Somebody else has to decide.',
    );
    const { act, slack } = await start();
    await act(press('approve'));
    expect(slack.of('chat.postEphemeral')[0]?.fields['text']).toContain(
      'You asked for this yourself',
    );
    expect(slack.of('chat.postMessage')).toEqual([]);
  });

  it('that was copied onto a plan of high risk leads to the page', async () => {
    setup.details = sampleDetails({
      request: sampleRequest({ plan: samplePlan({ risk: 'critical' }) }),
    });
    const { act, slack } = await start();
    await act(press('approve'));
    expect(setup.decisions).toEqual([]);
    expect(slack.of('chat.postEphemeral')[0]?.fields['text']).toContain('decided on its page');
  });

  it('that opens the page asks nothing of the server', async () => {
    const { act } = await start();
    const answer = await act(press('open', { actions: [{ action_id: 'xops-open' }] }));
    expect([answer.statusCode, setup.decisions]).toEqual([200, []]);
  });

  it('to reject opens a dialog, whose reasons reach the ledger', async () => {
    const { act, slack } = await start();
    await act(press('reject'));
    expect(setup.decisions).toEqual([]);
    expect(slack.of('views.open')[0]?.fields['view']).toMatchObject({ type: 'modal' });
    const texts = { comment: 'Not now', what: 'Resize it', why: 'Month end runs on it' };
    const answer = await act(submit(texts));
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(setup.decisions).toEqual([
      expect.objectContaining({
        verdict: 'reject',
        comment: 'Not now',
        correction: { what: 'Resize it', why: 'Month end runs on it' },
      }),
    ]);
  });

  it('shows in the dialog why the ledger refused', async () => {
    setup.refuse = new ApprovalError('expired', 'The request has expired.');
    const { act } = await start();
    const answer = await act(submit({ comment: 'abc', what: 'abc', why: 'abc' }));
    expect(answer.json()).toEqual({
      response_action: 'errors',
      errors: { comment: 'The request has expired.' },
    });
  });
});

describe('what is not from our app in our workspace', () => {
  it('is refused once and for all when it is a copy', async () => {
    const { app } = await start();
    const request = signedBySlack(press('approve'), SECRET, NOW);
    expect((await app.inject(request)).statusCode).toBe(200);
    const copy = await app.inject(request);
    expect(copy.statusCode).toBe(401);
    expect(copy.json().detail).toContain('taken before');
    expect(setup.decisions).toHaveLength(1);
  });

  it.each([
    [
      'signed by another secret',
      (payload: object) => signedBySlack(payload, 'another secret', NOW),
    ],
    [
      'late',
      (payload: object) => signedBySlack(payload, SECRET, new Date(NOW.getTime() - 301_000)),
    ],
    [
      'from the future',
      (payload: object) => signedBySlack(payload, SECRET, new Date(NOW.getTime() + 301_000)),
    ],
    [
      'changed',
      (payload: object) => ({ ...signedBySlack(payload, SECRET, NOW), payload: 'payload={}' }),
    ],
    ['not signed', (payload: object) => ({ ...signedBySlack(payload, SECRET, NOW), headers: {} })],
  ])('is refused when it is %s', async (_name, make) => {
    const { app } = await start();
    const answer = await app.inject(make(press('approve')));
    expect(answer.statusCode).toBe(401);
    expect(setup.decisions).toEqual([]);
  });

  it.each([
    ['another workspace', { team: { id: 'T2' } }],
    ['another app', { api_app_id: 'A2' }],
    ['no value', { actions: [{ action_id: 'xops-approve' }] }],
    ['another value', { actions: [{ action_id: 'xops-approve', value: 'x y' }] }],
    ['an unknown button', { actions: [{ action_id: 'approve_all', value: 'x' }] }],
    ['two buttons', { actions: [{ action_id: 'xops-open' }, { action_id: 'xops-approve' }] }],
    ['another type', { type: 'shortcut' }],
  ])('is refused with %s', async (_name, over) => {
    const { act } = await start();
    const answer = await act(press('approve', over));
    expect(answer.statusCode).toBe(422);
    expect(setup.decisions).toEqual([]);
  });

  it('is refused when the payload is no JSON', async () => {
    const { app } = await start();
    const signed = signedBySlack({}, SECRET, NOW);
    const answer = await app.inject({ ...signed, payload: 'payload=%7B' });
    expect(answer.statusCode).toBe(401);
  });
});
