import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import type { FilterBody } from '../pipeline-server/contracts/plugin.ts';
import { createActionClassifier } from '../pipeline-server/policy/classify-command.ts';
import { CASE_SETTINGS } from '../pipeline-server/policy/harmless-inputs.ts';
import { HOOKS } from '../pipeline-server/policy/hooks/registry.ts';
import { createHooks } from '../pipeline-server/policy/run-hooks.ts';
import { requestContext } from '../pipeline-server/test/request-context.ts';
import { createHitlGate } from './hitl-gate.ts';

const hooks = createHooks({
  hooks: HOOKS,
  modeOf: () => 'on',
  settings: () => CASE_SETTINGS,
  decided: () => undefined,
});
const filter = createHitlGate({ classifier: createActionClassifier(), hooks });
const STOP = 'aws ec2 stop-instances --instance-ids i-1';
const READ = 'aws ec2 describe-instances';

function contextOf(valves: object = {}, over: object = {}) {
  const values = { ...Value.Create(filter.valves), enabled: true, ...valves };
  return { ...requestContext(), valves: values, user: null, servedHere: false, ...over };
}

function chat(...messages: readonly object[]): FilterBody {
  return { model: 'llama', messages: [{ role: 'user', content: 'go on' }, ...messages] };
}

function calling(args: unknown, name = 'run') {
  const call = { id: '1', type: 'function', function: { name, arguments: JSON.stringify(args) } };
  return { role: 'assistant', content: '', tool_calls: [call] };
}

const inlet = async (body: FilterBody, valves: object = {}) =>
  await filter.inlet?.(body, contextOf(valves));

it.each<[string, unknown]>([
  ['a command that writes', { command: STOP }],
  ['a command under another name', { cli_command: STOP }],
  ['one of two that writes', { command: READ, script: STOP }],
  ['what is no single command', { command: `${READ} | sh` }],
  ['words instead of a line', { command: ['aws', 's3', 'ls'] }],
  ['an operation of AWS', { service_name: 'ec2', operation_name: 'StopInstances' }],
  [
    'an operation that shows a secret',
    { service_name: 'secretsmanager', operation_name: 'GetSecretValue', parameters: null },
  ],
  [
    'parameters that are hidden in a text',
    { service_name: 'ssm', operation_name: 'GetParameter', parameters: '{"WithDecryption":true}' },
  ],
])('stops %s', async (_, args) => {
  await expect(inlet(chat(calling(args)))).rejects.toMatchObject({ status: 403 });
});

it.each<[string, FilterBody]>([
  ['a command that reads', chat(calling({ command: READ }))],
  [
    'an operation that reads',
    chat(calling({ service_name: 'ec2', operation_name: 'DescribeInstances' })),
  ],
  ['a tool without a command', chat(calling({ query: 'x' }, 'search_web'))],
  [
    'a call of an earlier turn',
    chat(calling({ command: STOP }), { role: 'user', content: 'and?' }),
  ],
  ['a model that is served here', { ...chat(calling({ command: STOP })), model: 'pipe.xops' }],
  [
    'messages of another shape',
    { model: 'llama', messages: [{ role: 'assistant', tool_calls: [7, {}] }] },
  ],
])('leaves %s as it is', async (_, body) => {
  expect(await inlet(body)).toBe(body);
});

it.each<[string, object, RegExp | null]>([
  ['a tool that is not listed', { tool_ids: ['server:xops', 'server:shell'] }, /: server:shell\. /],
  ['a terminal', { terminal_id: 't1' }, /: terminal\. /],
  ['the code interpreter', { features: { code_interpreter: true } }, /: code_interpreter\. /],
  ['what is listed', { tool_ids: ['server:xops'], features: { code_interpreter: false } }, null],
  ['nothing', { tool_ids: null, terminal_id: '', features: 7 }, null],
])('looks at what a model is given before it can call it: %s', async (_, given, refusal) => {
  const body = { ...chat(), ...given };
  expect(await inlet(body)).toBe(body);
  const judged = inlet(body, { tools: ['server:xops'] });
  if (refusal === null) expect(await judged).toBe(body);
  else await expect(judged).rejects.toThrow(refusal);
});

it('stops what it cannot judge where an admin wants that', async () => {
  const body = chat(calling({ query: 'x' }, 'search_web'));
  await expect(inlet(body, { other_tools: 'deny' })).rejects.toMatchObject({ status: 403 });
});

it.each([`do \`${STOP}\``, `do\n\`\`\`bash\n${READ}\n${STOP}\n\`\`\``])(
  'tells the model, or refuses, when a question holds a command that writes: %s',
  async (content) => {
    const body = { model: 'llama', messages: [{ role: 'user', content }] };
    const noted = JSON.stringify(await inlet(body));
    expect(noted).toContain('needs an approval');
    expect(await inlet(body, { questions: 'off' })).toBe(body);
    await expect(inlet(body, { questions: 'deny' })).rejects.toThrow(/Ask the model xOps/);
  },
);

it('says under an answer what was run without an approval, once', async () => {
  const output = [
    { type: 'function_call', name: 'run', arguments: JSON.stringify({ command: STOP }) },
    { type: 'message', content: [{ type: 'output_text', text: 'Done.' }] },
  ];
  const body = chat({ role: 'assistant', content: 'Done.', output });
  const told = await filter.outlet?.(body, contextOf());
  expect(JSON.stringify(told)).toMatch(/Done\..*Not approved:.*may have run it already/);
  expect(await filter.outlet?.(told ?? {}, contextOf())).toEqual(told);
});

it('looks at a question of many backticks in linear time', async () => {
  const body = { model: 'llama', messages: [{ role: 'user', content: '`'.repeat(500_000) }] };
  const started = performance.now();
  expect(await inlet(body)).toBe(body);
  expect(performance.now() - started).toBeLessThan(10_000);
});
