import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANALYSIS_TOOLS } from '../tools/registry.ts';
import { composeTools } from './compose-tools.ts';
import { readConfig } from './config.ts';
import { TOOL_ANSWER, type Tool, type ToolAnswer } from './contracts/tool.ts';
import { callTool } from './engine/call-tool.ts';
import { ToolFailure } from './engine/tool-failure.ts';
import { type OpenedAnalyzers, openAnalyzers } from './open-analyzers.ts';
import { createMemoryChatStore } from './state/chat-store.ts';
import { createFakeReports } from './test/fake-ask.ts';
import { NO_HOOKS } from './test/fake-hooks.ts';
import { requestContext, SILENT_LOG } from './test/request-context.ts';

let opened: OpenedAnalyzers;
let tools: readonly Tool[];

beforeAll(async () => {
  const clock = { now: () => new Date() };
  const { aws } = readConfig({ XOPS_LIMIT_PERSON_DAY_USD: '1000', XOPS_LIMIT_DAY_USD: '1000' });
  opened = await openAnalyzers(aws, { clock, log: SILENT_LOG });
  const reports = createFakeReports();
  const chats = createMemoryChatStore();
  tools = composeTools({ opened, reports, chats, exportsFolder: null, clock, log: SILENT_LOG });
});
afterAll(() => opened.close());

async function call(id: string, args: object = {}): Promise<ToolAnswer> {
  const tool = tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  const context = { ...requestContext(), report: () => undefined };
  const { answer } = await callTool({ tool, args, deadlineMs: 60_000, hooks: NO_HOOKS }, context);
  return answer;
}

const EXAMPLES = ANALYSIS_TOOLS.flatMap(({ id, examples }) =>
  examples.map((example) => [id, example] as const),
);

const KINDS = ANALYSIS_TOOLS.flatMap(({ id, kinds = {} }) =>
  Object.entries(kinds).map(([kind, analyzers]) => [id, kind, analyzers] as const),
);

/** What people, models and attackers write where a name, a period or a tag is wanted. */
const VALUES = [
  'payments-prod',
  '999999999999',
  'ap-southeast-2',
  'moon-1',
  'last month',
  '2026-13-45',
  '9999-12-31 to 0001-01-01',
  'Environment=prod',
  'AWS::EC2::Instance',
  "x' OR '1'='1",
  "'; DROP TABLE resources; --",
  '{{value}}',
  '${jndi:ldap://x}',
  '../../etc/passwd',
  '=cmd|x',
  '\u0000\u202e',
  'CRITICAL',
  'service',
  '',
  ' ',
  -1,
  0,
  7,
  1e21,
  true,
  null,
  [],
  ['payments-prod', 'x'],
  {},
];

describe('on the sample organisation', { timeout: 60_000 }, () => {
  it.each(EXAMPLES)('%s %j finds something, and says what it covers and cost', async (id, args) => {
    const answer = await call(id, args);
    expect(Value.Check(TOOL_ANSWER, answer)).toBe(true);
    expect(answer.source).toBe('sample organisation');
    expect(answer.total).toBeGreaterThan(0);
    expect(answer.rows.length).toBeGreaterThan(0);
    expect(answer.rows.length).toBeLessThanOrEqual(20);
    expect(answer.coverage?.accountsAsked).toBeGreaterThan(0);
    expect(answer.receipt?.apis.length).toBeGreaterThan(0);
    const fields = answer.columns.map(({ field }) => field);
    for (const row of answer.rows) expect(fields).toEqual(expect.arrayContaining(Object.keys(row)));
    expect(JSON.stringify(answer).length).toBeLessThan(32_000);
  });

  it.each(KINDS)('%s answers the kind %s', async (id, kind, analyzers) => {
    const answering = call(id, { kind, limit: 1 });
    const catalogue = opened.analyzers.list();
    if (catalogue.every((entry) => !entry.built || !analyzers.includes(entry.id))) {
      await expect(answering).rejects.toMatchObject({ status: 501 });
      return;
    }
    const answer = await answering;
    expect(answer.summary).toMatch(/^.+\.$/s);
    expect(answer.notes.filter((note) => note.startsWith('Not answered'))).toEqual([]);
  });

  it('never fails of itself, whatever the arguments are', async () => {
    const names = [
      ...new Set(tools.flatMap(({ parameters }) => Object.keys(parameters.properties))),
    ];
    const args = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...VALUES), {
      maxKeys: 3,
    });
    const id = fc.constantFrom(...tools.map((tool) => tool.id));
    await fc.assert(
      fc.asyncProperty(id, args, async (...given) => {
        const outcome: unknown = await call(...given).catch((error: unknown) => error);
        if (outcome instanceof ToolFailure) expect(outcome.status).toBeLessThan(500);
        else expect(Value.Check(TOOL_ANSWER, outcome)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('answers a question in words, with the rows apart from the text', async () => {
    const answer = await call('ask_xops', { question: 'Show me idle EC2 across all accounts' });
    expect(answer.summary).toMatch(/^\*\*14 idle EC2 instances/);
    expect(answer.summary).not.toContain('| Resource');
    expect(answer.rows).toHaveLength(answer.total);
    expect(answer.options?.[0]?.monthlySaving).toBeGreaterThan(0);
  });

  it.each([
    ['ask_xops', { question: 'cost in account nope last month' }, 'no account "nope"'],
    ['ask_xops', { question: 'idle EC2 in moon-1' }, 'no Region "moon-1"'],
    ['ask_xops', { question: 'cost on February 31st' }, 'no 31 February'],
    ['cost_by', { period: '2026-02-31' }, 'no period'],
  ])('refuses %s %o', async (id, args, problem) => {
    const failure = await call(id, args).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ToolFailure);
    expect(String(failure)).toContain(problem);
  });

  it('lets a question follow up on the last one of its chat', async () => {
    await call('ask_xops', { question: 'Show me idle EC2 across all accounts' });
    const followed = await call('ask_xops', { question: 'by account' });
    expect(followed.columns[0]?.title).toBe('Account');
  });

  it('gives every row of a long answer, each once, by paging to the end', async () => {
    const first = await call('find_waste', { limit: 100 });
    const rows = [...first.rows];
    for (let { next } = first; next !== undefined; ) {
      const { tool, ...args } = next;
      const page = await call(tool, { ...args, limit: 200 });
      rows.push(...page.rows);
      next = page.next;
    }
    expect(rows).toHaveLength(first.total);
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
  });

  it('counts the saving of a resource once, though several analyses find it', async () => {
    const { rows } = await call('find_waste', { limit: 100 });
    const ids = rows.map(({ accountId, resource }) => `${accountId} ${resource}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists and describes every analyzer', async () => {
    const all = await call('list_analyzers', { limit: 100 });
    expect(all.total).toBe(opened.analyzers.list().length);
    for (const { analyzer } of all.rows) {
      const described = await call('describe_analyzer', { analyzer });
      expect(described.rows[0]).toEqual({ about: 'id', value: analyzer });
    }
  });

  it('draws its answers, with the text of AWS inert', async () => {
    const tool = tools.find(({ id }) => id === 'cost_by');
    if (tool === undefined) throw new Error('no tool cost_by');
    const context = { ...requestContext(), report: () => undefined };
    const { drawHtml } = await callTool(
      { tool, args: {}, deadlineMs: 60_000, hooks: NO_HOOKS },
      context,
    );
    const page = (await drawHtml?.()) ?? '';
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("default-src 'none'");
    expect(page).toMatch(/<figcaption>.+ \(USD.*\)<\/figcaption><svg role="img"/);
    expect(page).toContain('Amazon Elastic Compute Cloud - Compute');
  });
});
