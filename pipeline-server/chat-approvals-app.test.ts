import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from './contracts/approvals.ts';
import type { Planner } from './contracts/planner.ts';
import { createFakeAnalyzers, fakeRecommendation, fakeResult } from './test/fake-analyzers.ts';
import { createFakeFocus } from './test/fake-focus.ts';
import { draftOf } from './test/ledger-fakes.ts';
import { openLedgerWorld } from './test/ledger-world.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

const { plan } = draftOf(['i-1']);
const PLANS: Planner = { plan: async () => plan };

async function start({
  planner = PLANS,
  asks = false,
}: {
  readonly planner?: Planner;
  readonly asks?: boolean;
} = {}) {
  const world = await openLedgerWorld();
  const analyzers = createFakeAnalyzers({
    results: { 'cost.ec2.idle': fakeResult(3) },
    recommendations: [fakeRecommendation(1), fakeRecommendation(2)],
  });
  const test = await startTestApp({
    clock: world.clock,
    executors: world.deps.executors,
    planner,
    productPlugins: true,
    analyzers: {
      analyzers,
      focus: createFakeFocus(),
      awsSource: { kind: 'sample', label: 'sample organisation' },
      close: () => Promise.resolve(),
    },
  });
  const say = async (text: string, messageId = 'm-1', more: readonly object[] = []) => {
    const answer = await test.app.inject({
      method: 'POST',
      url: '/v1/chat/completions',
      headers: {
        ...bearer(),
        'x-openwebui-chat-id': 'chat-1',
        'x-message-id': messageId,
      },
      payload: {
        model: 'xops',
        stream: true,
        messages: [{ role: 'user', content: text }, ...more],
        ...(asks ? { tools: [{ type: 'function', function: { name: 'ask_user' } }] } : {}),
      },
    });
    return answer.body;
  };
  const requests = async (): Promise<readonly ApprovalRequest[]> =>
    (await test.app.inject({ url: '/api/approvals', headers: bearer() })).json<{
      approvals: readonly ApprovalRequest[];
    }>().approvals;
  return { test, say, requests };
}

describe('"approve 2" in the chat', () => {
  it('makes one request of exactly that plan, and shows it as a card', async () => {
    const { say, requests } = await start();
    await say('idle EC2');
    const answer = await say('approve 2', 'm-2');
    expect(answer).toContain('Approval was asked for');
    expect(answer).toContain('"embeds"');
    expect(answer).toContain('two people decide');
    const [request, ...more] = await requests();
    expect(more).toEqual([]);
    expect(request).toMatchObject({ status: 'PENDING', plan, origin: { door: 'chat' } });
    expect(answer).toContain(`/approvals/${request?.id}`);
    expect(answer).toContain('aws is switched off here');
  });

  it('says why there is no plan, and what to do instead', async () => {
    const { say, requests } = await start({
      planner: {
        plan: async () => ({
          reason: 'Nothing here resizes instances.',
          instead: 'aws ec2 modify-instance-attribute',
        }),
      },
    });
    await say('idle EC2');
    const answer = await say('approve 1');
    expect(answer).toContain('Nothing here resizes instances.');
    expect(answer).toContain('it was not run');
    expect(await requests()).toEqual([]);
  });
});

describe('"approve 2" where somebody sits before the chat', () => {
  const toolResult = (callId: string, content: unknown) => [
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: callId, type: 'function', function: { name: 'ask_user', arguments: '{}' } },
      ],
    },
    {
      role: 'tool',
      tool_call_id: callId,
      content: typeof content === 'string' ? content : JSON.stringify(content),
    },
  ];
  const chosen = (label: string) => ({
    status: 'answered',
    answers: { approval: { type: 'option', option_index: 0, label } },
  });

  async function question(
    say: (text: string, messageId?: string) => Promise<string>,
  ): Promise<string> {
    await say('idle EC2');
    const answer = await say('approve 1', 'm-2');
    expect(answer).toContain('"finish_reason":"tool_calls"');
    expect(answer).toContain('Ask for approval of this plan?');
    return /"id":"(xops-approval-[\w.-]+)"/.exec(answer)?.[1] ?? '';
  }

  it('asks the person first, and others only after a yes', async () => {
    const { say, requests } = await start({ asks: true });
    const id = await question(say);
    expect(await requests()).toEqual([]);
    const after = await say('approve 1', 'm-2', toolResult(id, chosen('Ask for approval')));
    expect(after).toContain('Approval was asked for');
    expect(await requests()).toHaveLength(1);
    await say('approve 1', 'm-2', toolResult(id, chosen('Ask for approval')));
    expect(await requests()).toHaveLength(1);
  });

  it.each([
    ['a no', chosen('Not now')],
    ['no answer', { status: 'cancelled', answers: {}, timed_out: true }],
    ['a refusal of the tool', 'Error: tool call rejected by user.'],
    ['another text', chosen('ask for approval please')],
  ])('asks nobody after %s', async (_name, content) => {
    const { say, requests } = await start({ asks: true });
    const id = await question(say);
    expect(await say('approve 1', 'm-2', toolResult(id, content))).toContain(
      'Nothing was asked for',
    );
    expect(await requests()).toEqual([]);
  });
});

describe('"what is waiting for me?" in the chat', () => {
  it('lists what was asked for, and says that a decision needs a proof of who asks', async () => {
    const { say } = await start();
    expect(await say('what is waiting for me?')).toContain('0 requests');
    await say('idle EC2');
    await say('approve 1', 'm-2');
    const answer = await say('pending approvals');
    expect(answer).toContain('not proved who you are');
    expect(answer).toContain('What you asked for');
    expect(answer).toContain('approval needed');
  });
});
