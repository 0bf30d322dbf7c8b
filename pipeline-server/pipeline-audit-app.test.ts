import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { defineFilter } from './contracts/plugin.ts';
import { bearer, startTestApp, type TestApp } from './test/start-test-app.ts';

const strict = defineFilter({
  id: 'strict',
  name: 'Strict',
  description: 'Says no.',
  valves: Type.Object({
    pipelines: Type.Array(Type.String(), { default: ['*'] }),
    priority: Type.Integer({ default: 0 }),
    limit: Type.Integer({ default: 3 }),
    mode: Type.Enum(['warn', 'block'], { default: 'warn' }),
    words: Type.String({ default: '' }),
    api_token: Type.String({ default: '', secret: true }),
  }),
  onValvesUpdated({ valves }) {
    if (valves.limit === 13) throw new Error('13 brings bad luck');
  },
  inlet: (body) => body,
});

const start = async () => await startTestApp({ plugins: [strict] });

const update = async ({ app }: TestApp, payload: object) =>
  await app.inject({
    method: 'POST',
    url: '/strict/valves/update',
    headers: bearer(),
    payload,
  });

async function recorded({ services }: TestApp): Promise<readonly unknown[]> {
  const records = await services.audit.read({ after: 0, limit: 100 });
  return records.map(({ json }) => JSON.parse(json) as unknown);
}

it('records who changed which valve, and no text or secret', async () => {
  const test = await start();
  const payload = { mode: 'block', limit: '4', words: 'payroll', api_token: 'hunter2hunter2' };
  expect((await update(test, payload)).statusCode).toBe(200);
  const [record, ...others] = await recorded(test);
  expect(record).toMatchObject({
    kind: 'pipeline.valves.changed',
    facts: {
      proof: 'api-key',
      pipeline: 'strict',
      changes: {
        limit: { from: 3, to: 4 },
        mode: { from: 'warn', to: 'block' },
        words: 'changed',
        api_token: 'changed',
      },
    },
  });
  expect(others).toEqual([]);
  expect(JSON.stringify(record)).not.toMatch(/payroll|hunter2|priority/);
});

it('records a change that the plugin could not apply, for it is kept', async () => {
  const test = await start();
  expect((await update(test, { limit: 13 })).statusCode).toBeGreaterThanOrEqual(400);
  expect(await recorded(test)).toMatchObject([
    { kind: 'pipeline.valves.changed', facts: { changes: { limit: { from: 3, to: 13 } } } },
  ]);
});

it('records nothing of an update that is refused or changes nothing', async () => {
  const test = await start();
  expect((await update(test, { limit: 'many' })).statusCode).toBe(422);
  expect((await update(test, { limit: 3 })).statusCode).toBe(200);
  expect(await recorded(test)).toEqual([]);
});

it('records that pipelines were loaded anew', async () => {
  const test = await start();
  await test.app.inject({ method: 'POST', url: '/pipelines/reload', headers: bearer() });
  expect(await recorded(test)).toMatchObject([{ kind: 'pipelines.reloaded' }]);
});
