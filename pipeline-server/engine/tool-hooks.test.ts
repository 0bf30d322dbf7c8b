import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { defineHook, type Hook } from '../contracts/hooks.ts';
import { defineTool } from '../contracts/tool.ts';
import { CASE_SETTINGS } from '../policy/harmless-inputs.ts';
import { createHooks } from '../policy/run-hooks.ts';
import { requestContext } from '../test/request-context.ts';
import { callTool } from './call-tool.ts';

let runs = 0;
const tool = defineTool({
  id: 'count',
  title: 'Count',
  description: 'Counts.',
  parameters: Type.Object({}),
  examples: [{}],
  asksAws: false,
  async execute() {
    runs += 1;
    const answer = {
      summary: 'secret',
      source: 's',
      figures: [],
      columns: [],
      rows: [],
      total: 0,
      notes: [],
    };
    return { answer, drawHtml: null };
  },
});

function call(hook: Pick<Hook, 'stage' | 'decide'>) {
  const defined = defineHook({ id: 'x', purpose: 'For tests.', enforces: [], cases: [], ...hook });
  const hooks = createHooks({
    hooks: [defined],
    modeOf: () => 'on',
    settings: () => CASE_SETTINGS,
    decided: () => undefined,
  });
  const context = { ...requestContext(), report: () => undefined };
  return callTool({ tool, args: {}, deadlineMs: 1000, hooks }, context);
}

it.each(['deny', 'require-approval'] as const)('does not run a tool on %s', async (decision) => {
  const before = runs;
  const asked = call({
    stage: 'before-tool',
    decide: () => ({ decision, message: 'Not this.', remedy: 'Ask for it.' }),
  });
  await expect(asked).rejects.toMatchObject({
    status: 403,
    message: 'Not this.',
    remedy: 'Ask for it.',
  });
  expect(runs).toBe(before);
});

it('hands out what a hook left, and nothing that is no answer any more', async () => {
  const amend = (amended: string) =>
    call({
      stage: 'after-tool',
      decide: () => ({ decision: 'amend', message: 'Less.', amended }),
    });
  const answer = {
    summary: 'less',
    source: 's',
    figures: [],
    columns: [],
    rows: [],
    total: 0,
    notes: [],
  };
  expect((await amend(JSON.stringify(answer))).answer).toEqual(answer);
  await expect(amend('{"summary":1}')).rejects.toMatchObject({ status: 500 });
  await expect(amend('{')).rejects.toMatchObject({ status: 500 });
});
