import { Type } from 'typebox';
import { beforeAll, expect, test } from 'vitest';
import { adminClient, type OpenWebuiClient, readJson } from './harness/open-webui-client.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const Listing = Type.Object({
  data: Type.Array(Type.Object({ id: Type.String(), error: Type.Optional(Type.String()) })),
});

const BROKEN = `throw new Error('the ledger is missing');`;

let xops: XopsServer;
let webui: OpenWebuiClient;

beforeAll(async () => {
  xops = await startXops({
    plugins: { 'greeter.ts': greeter('Hello'), 'fragile.ts': pipe('fragile', `'intact'`) },
  });
  return () => xops.stop();
});

beforeAll(async () => {
  webui = adminClient();
});

test('an edited plugin speaks anew after a reload, without a restart', async () => {
  await webui.models();
  expect(await webui.ask({ model: 'greeter', text: 'hi' })).toBe('Hello, you said: hi');

  const { pid } = xops;
  xops.writePlugin('greeter.ts', greeter('Kia ora'));
  await reload();
  expect(await webui.ask({ model: 'greeter', text: 'hi' })).toBe('Kia ora, you said: hi');
  expect(xops.pid).toBe(pid);
});

test('a plugin added while the server runs becomes a model of Open WebUI', async () => {
  xops.writePlugin('late.mjs', pipe('late', `'here now'`));
  await reload();
  await expect.poll(async () => (await webui.models()).map(({ id }) => id)).toContain('late');
  expect(await webui.ask({ model: 'late', text: 'hi' })).toBe('here now');
});

test('a plugin that breaks is listed with its error, and the others go on', async () => {
  xops.writePlugin('fragile.ts', BROKEN);
  await reload();
  const { data } = await readJson(await webui.request('/api/v1/pipelines/?urlIdx=0'), Listing);
  expect(data.find(({ id }) => id === 'fragile')?.error).toContain('the ledger is missing');
  expect(await webui.ask({ model: 'greeter', text: 'hi' })).toContain('you said: hi');
  expect(await webui.ask({ model: 'xops', text: 'monthly cost by account' })).toContain('USD');

  xops.writePlugin('fragile.ts', pipe('fragile', `'mended'`));
  await reload();
  await webui.models();
  expect(await webui.ask({ model: 'fragile', text: 'hi' })).toBe('mended');
});

async function reload(): Promise<void> {
  const response = await xops.request('/pipelines/reload', { method: 'POST' });
  expect(response.status).toBe(200);
}

function greeter(greeting: string): string {
  return `
export default ({ definePipe, Type }: any) =>
  definePipe({
    id: 'greeter',
    name: 'Greeter',
    description: 'Greets.',
    valves: Type.Object({ greeting: Type.String({ default: '${greeting}' }) }),
    pipe: (input: { userMessage: string }, { valves }: any) =>
      valves.greeting + ', you said: ' + input.userMessage,
  });`;
}

function pipe(id: string, answer: string): string {
  return `
export default ({ definePipe, Type }) =>
  definePipe({
    id: '${id}',
    name: '${id}',
    description: 'Says one thing.',
    valves: Type.Object({}),
    pipe: () => ${answer},
  });`;
}
