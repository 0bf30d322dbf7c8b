import { spawnSync } from 'node:child_process';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, describe, expect, test } from 'vitest';
import { post } from './harness/open-webui-client.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

let xops: XopsServer;

beforeAll(async () => {
  xops = await startXops();
  return () => xops.stop();
});

const Refusal = Type.Object({ error: Type.String(), remedy: Type.String({ minLength: 10 }) });

/** What the call holds, the tool, the arguments, the status, and what the error or its remedy says. */
type ToolCase = readonly [what: string, tool: string, args: object, status: number, says: RegExp];

const SELECT = 'SELECT ServiceName FROM focus';

const TOOL_CASES: readonly ToolCase[] = [
  ['an unknown account', 'cost_by', { accounts: ['nope'] }, 422, /Nearest: .*list_accounts/],
  ['a Region that is none', 'find_waste', { regions: ['moon-1'] }, 422, /Regions in use: /],
  ['a period that is none', 'cost_by', { period: 'whenever' }, 422, /last month/],
  ['a period turned round', 'cost_by', { period: '2026-12-31 to 2026-01-01' }, 422, /last month/],
  ['a period before the history', 'cost_by', { period: '2010' }, 400, /historical data beyond/],
  ['a period to come', 'cost_by', { period: '2090-01' }, 400, /no later than the current date/],
  ['a number out of range', 'certificate_expiry', { days: 1e308 }, 422, /must be <= 3650/],
  ['an object for a text', 'run_analyzer', { analyzer: {} }, 422, /must be string/],
  ['an unknown analyzer', 'run_analyzer', { analyzer: 'cost.ec2.idel' }, 404, /cost\.ec2\.idle/],
  ['a name of JavaScript', 'run_analyzer', { analyzer: 'constructor' }, 404, /list_analyzers/],
  ['SQL in a search', 'find_resource', { search: "' OR 1=1 --" }, 400, /may hold letters/],
  ['SQL in a tag', 'list_idle_resources', { tags: ["a'b=c' OR '1'='1"] }, 400, /AWS tag rules/],
  [
    'SQL in a type',
    'count_resources',
    { resource_types: ["AWS::A::B' OR 1"] },
    400,
    /CloudFormation/,
  ],
  ['SQL in a service', 'cost_by', { services: ["AmazonEC2'; --"] }, 400, /as on the bill/],
  ['a guessed handle', 'get_rows', { handle: 'guess' }, 410, /Call the tool that gave it again/],
  ['an unknown column', 'query_focus', { sql: 'SELECT nope FROM focus' }, 422, /describe_focus/],
  [
    'a second statement',
    'query_focus',
    { sql: `${SELECT}; DROP TABLE focus` },
    422,
    /Only a SELECT/,
  ],
  ['a write to a file', 'query_focus', { sql: "COPY focus TO '/tmp/x'" }, 422, /Only a SELECT/],
  [
    'a file',
    'query_focus',
    { sql: "SELECT * FROM read_csv('/etc/passwd')" },
    422,
    /read_csv may not/,
  ],
  ['a path', 'query_focus', { sql: SELECT, source: '../../etc/passwd' }, 422, /focus\.exports/],
  ['a month that is none', 'query_focus', { sql: SELECT, month: '2026-13' }, 422, /YYYY-MM/],
  ['a very long SQL', 'query_focus', { sql: 'x'.repeat(100_000) }, 422, /20000 characters/],
];

describe.each(TOOL_CASES)('%s (%s)', (...refused) => {
  const [, tool, args, status, says] = refused;

  test('is refused over OpenAPI', async () => {
    const answer = await xops.request(`/tools/${tool}`, post(args));
    const { error, remedy } = Value.Parse(Refusal, await answer.json());
    expect([answer.status, `${error} ${remedy}`]).toEqual([status, expect.stringMatching(says)]);
  });

  test('is refused over MCP', async () => {
    const params = { name: tool, arguments: args };
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
    const headers = { accept: 'application/json, text/event-stream' };
    const answer = await (await xops.request('/mcp', { ...post(body), headers })).text();
    expect(answer).toContain('"isError":true');
    expect(answer.replaceAll('\\"', '"')).toMatch(says);
  });
});

test.each([
  ['/dashboard?account=nope', 422, /no account/i],
  ['/dashboard?region=moon-1', 422, /moon-1/],
  ["/dashboard/panels?account='%20OR%201=1", 422, /Write its id or its whole name/],
  ['/dashboard/tables/nope', 404, /follow its links/],
  ['/dashboard/tables/%00', 404, /follow its links/],
  ['/dashboard/export/cost.ec2.idle?format=yacht', 422, /csv, json, xlsx/],
  ['/evidence/x/y', 404, /ask for it again/],
])('GET %s answers %i', async (...expected) => {
  const [address, status, says] = expected;
  const answer = await xops.request(address);
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(says)]);
});

test.each([
  [['nonsense'], /xops --help/],
  [['analyze', 'cost.ec2.idel'], /Did you mean cost\.ec2\.idle/],
  [['analyze', 'cost.ec2.idle', '--account', 'nope'], /nope/],
  [['analyze', 'cost.ec2.idle', '--accounts', 'nope'], /Did you mean --account/],
  [['analyze', 'cost.ec2.idle', '--format', 'yacht'], /table, json, csv/],
  [['analyze'], /xops analyzers/],
  [['ask', ''], /Give a question/],
  [['focus', '--sql', 'SELECT nope FROM focus'], /Referenced column "nope"/],
  [['focus', '--sql', 'DROP TABLE focus'], /Only a SELECT/],
])('xops %j ends with status 2 and says what is right', (args, says) => {
  const command = ['dist/pipeline-server/cli/main.js', ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringMatching(says)]);
});
