import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../pipeline-server/contracts/plugin.ts';
import type {
  GateDecision,
  GateRequest,
} from '../../pipeline-server/contracts/sovereignty-gate.ts';
import { requestContext } from '../../pipeline-server/test/request-context.ts';
import { createSovereigntyFilter } from './filter.ts';

const BODY = { model: 'gpt-x', messages: [{ role: 'user', content: 'hello' }], odd: 1 };

function setUp(decided: Partial<GateDecision> | Error = {}) {
  const asked: GateRequest[] = [];
  const places: string[] = [];
  const filter = createSovereigntyFilter({
    gateFor: (place) => ({
      async decide(request) {
        places.push(place);
        asked.push(request);
        if (decided instanceof Error) throw decided;
        return {
          action: 'allow',
          class: 'PUBLIC',
          sentClass: 'PUBLIC',
          reason: 'The chat holds restricted data.',
          rule: 'test',
          found: {},
          redacted: {},
          pseudonymised: {},
          routes: ['open-webui'],
          body: request.body,
          ...decided,
        };
      },
    }),
    mask: async (text, own) =>
      own.some((each) => each.includes('SECRET')) ? text : text.replaceAll('SECRET', '[x removed]'),
  });
  const served = { here: false };
  const call = async (hook: 'inlet' | 'outlet', body: object, more: object = {}) =>
    await filter[hook]?.(
      { ...body },
      {
        ...requestContext({ chatId: 'c' }),
        valves: { ...Value.Create(filter.valves), enabled: true, ...more },
        user: null,
        servedHere: served.here,
      },
    );
  return { call, asked, places, served };
}

describe('the filter sovereignty', () => {
  it('lets pass what may go where the model runs, and changes nothing', async () => {
    const { call, asked, places } = setUp();
    expect(await call('inlet', BODY)).toEqual(BODY);
    expect(asked[0]).toMatchObject({ chatId: 'c', purpose: 'chat', requestedRoute: null });
    await call('inlet', BODY, { place: 'local' });
    expect(places).toEqual(['cloud', 'local']);
  });

  it('leaves models of this server to where they are served', async () => {
    const { call, asked, served } = setUp({ action: 'block' });
    served.here = true;
    expect(await call('inlet', BODY)).toEqual(BODY);
    expect(asked).toEqual([]);
  });

  it('refuses what may not, with the reason and what to do', async () => {
    const { call } = setUp({ action: 'block' });
    await expect(call('inlet', BODY)).rejects.toThrow(
      'The chat holds restricted data. Choose the model gateway.xops-auto',
    );
    await expect(call('inlet', BODY)).rejects.toBeInstanceOf(Refusal);
  });

  it('sends on what the policy made of the chat', async () => {
    const body = { model: 'gpt-x', messages: [{ role: 'user', content: '[tfn removed]' }] };
    const { call } = setUp({ action: 'redact', body });
    expect(await call('inlet', BODY)).toEqual(body);
  });

  it('does not swallow a failure of the decision', async () => {
    const { call } = setUp(new Error('no store'));
    await expect(call('inlet', BODY)).rejects.toThrow('no store');
  });

  it('is out of the way when it is switched off', async () => {
    const { call, asked } = setUp({ action: 'block' });
    expect(await call('inlet', BODY, { enabled: false })).toEqual(BODY);
    expect(asked).toHaveLength(0);
  });

  it('masks answers in content and output, but neither questions nor names', async () => {
    const { call } = setUp();
    const output = [
      { type: 'message', id: 'SECRET', content: [{ type: 'output_text', text: 'a SECRET' }] },
    ];
    const messages = [
      { role: 'user', content: 'hello' },
      { role: 'assistant', id: 'm', content: 'the SECRET', output },
    ];
    expect(await call('outlet', { messages })).toEqual({
      messages: [
        { role: 'user', content: 'hello' },
        {
          role: 'assistant',
          id: 'm',
          content: 'the [x removed]',
          output: [
            {
              type: 'message',
              id: 'SECRET',
              content: [{ type: 'output_text', text: 'a [x removed]' }],
            },
          ],
        },
      ],
    });
  });

  it('leaves alone what the person wrote', async () => {
    const { call } = setUp();
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'my SECRET' }] },
      { role: 'assistant', content: 'your SECRET' },
    ];
    expect(await call('outlet', { messages })).toEqual({ messages });
  });
});
