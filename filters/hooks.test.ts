import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import type { FilterBody } from '../pipeline-server/contracts/plugin.ts';
import { Refusal } from '../pipeline-server/contracts/plugin.ts';
import { CASE_SETTINGS } from '../pipeline-server/policy/harmless-inputs.ts';
import { HOOKS } from '../pipeline-server/policy/hooks/registry.ts';
import { createHooks } from '../pipeline-server/policy/run-hooks.ts';
import { deny } from '../pipeline-server/policy/verdicts.ts';
import { fakeHooksPorts } from '../pipeline-server/test/fake-hooks.ts';
import { requestContext } from '../pipeline-server/test/request-context.ts';
import { createHooksFilter, type HookValves } from './hooks.ts';

const hooks = createHooks({
  hooks: HOOKS,
  modeOf: () => 'on',
  settings: () => CASE_SETTINGS,
  decided: () => undefined,
});

function filterOf(over: Parameters<typeof fakeHooksPorts>[0] = {}) {
  return createHooksFilter(fakeHooksPorts({ hooks, ...over }));
}

function contextOf(filter: ReturnType<typeof filterOf>, over: object = {}) {
  const valves = { ...Value.Create(filter.valves), enabled: true };
  return { ...requestContext(), valves, user: null, servedHere: false, ...over };
}

function chat(...messages: readonly object[]): FilterBody {
  return { model: 'llama', messages };
}

it('hands on what an admin has set', async () => {
  const applied: HookValves[] = [];
  const filter = filterOf({ apply: (valves) => applied.push(valves) });
  const { log } = requestContext();
  const valves = { ...Value.Create(filter.valves), four_eyes: 'warn', kill_switch: true };
  await filter.onValvesUpdated?.({ valves, log });
  expect(applied).toEqual([{ modes: new Map([['four-eyes', 'warn']]), killSwitch: true }]);
});

it('takes credentials out of the last question, whatever its shape', async () => {
  const filter = filterOf();
  const text = 'log in with password=hunter2222 please';
  const before = { role: 'user', content: text };
  const parts = { role: 'user', content: [{ type: 'text', text }, { type: 'image_url' }] };
  const result = await filter.inlet?.(chat(before, parts), contextOf(filter));
  const plain = 'log in with [credential removed] please';
  const content = [{ type: 'text', text: plain }, { type: 'image_url' }];
  expect(result).toEqual(chat(before, { role: 'user', content }));
});

it('strikes what an answer claims, in its text and where Open WebUI shows it from', async () => {
  const filter = filterOf();
  const text = 'I have deployed it. Costs fell.';
  const message = {
    role: 'assistant',
    content: text,
    output: [
      { type: 'message', content: [{ type: 'output_text', text }] },
      { type: 'function_call', arguments: text },
    ],
  };
  const struck = '[struck: nothing proves that this was done] Costs fell.';
  const result = await filter.outlet?.(chat(message), contextOf(filter));
  expect(result).toEqual(
    chat({
      role: 'assistant',
      content: struck,
      output: [
        { type: 'message', content: [{ type: 'output_text', text: struck }] },
        { type: 'function_call', arguments: text },
      ],
    }),
  );
});

it('refuses a question, and puts the reason in the place of an answer, that a hook denies', async () => {
  const verdict = deny('Not now.', 'Ask later.');
  const filter = filterOf({
    hooks: {
      run: (stage, input) => {
        const decidedBy = { hook: 'x', stage, mode: 'on', verdict } as const;
        return { decision: 'deny', decidedBy, said: [decidedBy], input };
      },
    },
  });
  const question = chat({ role: 'user', content: 'hello' });
  expect(() => filter.inlet?.(question, contextOf(filter))).toThrow(
    new Refusal(403, 'Not now. Ask later.'),
  );
  const answer = chat({ role: 'assistant', content: 'hello' });
  expect(filter.outlet?.(answer, contextOf(filter))).toEqual(
    chat({ role: 'assistant', content: 'Not now. Ask later.' }),
  );
});

it.each<[string, object, FilterBody]>([
  [
    'it is off',
    { valves: { enabled: false } },
    chat({ role: 'user', content: 'password=hunter2222' }),
  ],
  [
    'it is a background task',
    { task: 'title_generation' },
    chat({ role: 'user', content: 'password=hunter2222' }),
  ],
  [
    'the model is served here',
    {},
    { ...chat({ role: 'user', content: 'password=hunter2222' }), model: 'pipe.xops' },
  ],
  ['there are no messages', {}, { model: 'llama', messages: 'none' }],
  ['messages have another shape', {}, chat({ role: 'user' }, { role: 'user', content: 7 })],
])('leaves a chat as it is when %s', async (_, over, body) => {
  const filter = filterOf();
  expect(await filter.inlet?.(body, contextOf(filter, over))).toEqual(body);
});
