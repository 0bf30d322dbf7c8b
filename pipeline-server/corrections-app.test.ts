import { describe, expect, it } from 'vitest';
import type { ReviewOrder } from './approvals/review-correction.ts';
import { readConfig } from './config.ts';
import type { Person } from './contracts/approvals.ts';
import { openAnalyzers } from './open-analyzers.ts';
import { samplePerson } from './test/approval-samples.ts';
import { rejectionOf } from './test/ledger-fakes.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

const SETTINGS = `
approvals:
  executors: [aws]
  people:
    - { email: mary@example.com, groups: [production-approvers, approvers] }
    - { email: tom@example.com, groups: [production-approvers, approvers] }
`;

const inGroups = (email: string): Person => ({
  ...samplePerson(email),
  groups: ['production-approvers', 'approvers'],
});
const MARY = inGroups('mary@example.com');
const TOM = inGroups('tom@example.com');
const WHAT = 'Take an image of the instance before it is stopped.';
const QUESTION = 'Show me idle EC2 across all accounts';

/** Other ways to ask for the same. */
const PARAPHRASES = [
  'which servers are doing nothing?',
  'any zombie instances burning money',
  'list VMs with hardly any CPU over the last two weeks',
  'Could you please tell me which of our virtual machines nobody is really using at the moment?',
  'idel ec2 instnaces in sydney',
  'what EC2 can we switch off',
  'unused instances',
  'underused machines that could be stopped',
  'How do we stop idle EC2 instances?',
  'what should we do about an idle EC2 instance',
  'how do I terminate idle instances myself',
];

/** Questions that the same SOP governs, and others. */
const UNRELATED = [
  'unattached EBS volumes',
  'unassociated elastic IPs',
  'idle load balancers',
  'idle NAT gateways',
  'how do we release an Elastic IP?',
  'How do we delete an unattached volume?',
  'how do we respond to a leaked access key?',
  'which SOP governs quota raises?',
  'top 5 cost drivers last month',
  'public S3 buckets',
  'certificates that expire soon',
  'open critical findings',
  'instances that are too large',
  'has a certificate ever expired before?',
  'what should we do when a certificate expires',
  'gp2 volumes',
  'who owns these resources',
  'RDS databases that are idle',
];

async function world() {
  const config = readConfig({ LOG_LEVEL: 'silent' }, {});
  const clock = { now: () => new Date() };
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const analyzers = await openAnalyzers(config.aws, { clock, log, thresholds: config.analyzers });
  const { app, services } = await startTestApp({
    settings: SETTINGS,
    productPlugins: true,
    analyzers,
  });
  let chats = 0;
  const say = async (text: string, chat: string = `chat-${(chats += 1)}`) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/chat/completions',
      headers: { ...bearer(), 'x-openwebui-chat-id': chat, 'x-message-id': `${chat} ${text}` },
      payload: { model: 'xops', stream: false, messages: [{ role: 'user', content: text }] },
    });
    return answer.json<{ choices: [{ message: { content: string } }] }>().choices[0].message
      .content;
  };
  const reject = async () => {
    await say(QUESTION, 'asking');
    await say('approve 1', 'asking');
    const { approvals } = (await app.inject({ url: '/api/approvals', headers: bearer() })).json<{
      approvals: [{ id: string; plan: Parameters<typeof rejectionOf>[0] }];
    }>();
    const [request] = approvals;
    const correction = { what: WHAT, why: 'Two of them could not be started again.' };
    await services.approvals.approvals.decide(
      request.id,
      rejectionOf(request.plan, { correction }),
      MARY,
    );
    return `${request.id}:${MARY.id}`;
  };
  const review = (id: string, state: ReviewOrder['state'], over: Partial<ReviewOrder> = {}) =>
    services.approvals.reviewCorrection(id, {
      state,
      comment: '',
      reviewer: TOM,
      days: 90,
      accounts: [],
      supersedes: null,
      ...over,
    });
  const shows = async (question: string) => (await say(question)).includes(WHAT);
  return { say, reject, review, shows };
}

async function share(questions: readonly string[], shows: (question: string) => Promise<boolean>) {
  const shown: string[] = [];
  for (const question of questions) if (await shows(question)) shown.push(question);
  return shown;
}

describe('a correction', () => {
  it('changes the next answer to the same question and to its paraphrases, and no other; withdrawn, it is gone', {
    timeout: 120_000,
  }, async () => {
    const { say, reject, review, shows } = await world();
    const id = await reject();
    expect(await shows(QUESTION)).toBe(false);
    const accepted = await review(id, 'accepted');
    expect(accepted.review?.scope?.section?.citation).toContain('idle-resources.md#');
    const answer = await say(QUESTION);
    expect(answer).toContain(`Approved correction** to "`);
    expect(answer.indexOf(WHAT)).toBeLessThan(answer.indexOf('### Options'));
    expect(answer).toContain(`\`amendment:${id}\``);
    const followed = await share(PARAPHRASES, shows);
    expect(followed.length / PARAPHRASES.length, followed.join('\n')).toBeGreaterThanOrEqual(0.8);
    expect(await share(UNRELATED, shows)).toEqual([]);
    await review(id, 'withdrawn');
    expect(await share([QUESTION, ...PARAPHRASES], shows)).toEqual([]);
  });
});
