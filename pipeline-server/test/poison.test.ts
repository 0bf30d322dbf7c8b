import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { readXlsx } from 'hucre/xlsx';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POISON } from '../../tools/sample-org/world/poison.ts';
import { buildApp } from '../app.ts';
import { openAnalysis } from '../cli/open-analysis.ts';
import { runCli } from '../cli/run-cli.ts';
import { composeServices, type Services } from '../compose-services.ts';
import { readConfig } from '../config.ts';
import { bearer, TEST_KEY } from './start-test-app.ts';

/** Subjects whose answers show names of accounts and values of tags. */
const SUBJECTS = [
  { question: 'Show me idle EC2 across all accounts', analyzer: 'cost.ec2.idle' },
  { question: 'who owns these resources', analyzer: 'inv.tags.owner' },
] as const;
type Subject = (typeof SUBJECTS)[number];

const LINE_ENDS = /[\r\n]/g;
/** Controls, escape sequences, bidirectional overrides and zero-width characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

let app: Awaited<ReturnType<typeof buildApp>>;
let services: Services;
let folder = '';
let mcp: Client;

function config() {
  return readConfig({
    DATA_DIR: path.join(folder, 'data'),
    LOG_LEVEL: 'silent',
    PIPELINES_API_KEY: TEST_KEY,
    XOPS_SAMPLE_POISON: 'true',
  });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-poison-'));
  services = await composeServices(config());
  app = await buildApp(services);
  const url = new URL(`${await app.listen({ host: '127.0.0.1', port: 0 })}/mcp`);
  mcp = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: bearer() };
  await mcp.connect(new StreamableHTTPClientTransport(url, { requestInit }));
}, 60_000);

afterAll(async () => {
  await mcp.close();
  app.server.closeAllConnections();
  await app.close();
  await services.close();
  await rm(folder, { recursive: true, force: true });
});

interface Chunk {
  readonly choices?: readonly [{ readonly delta: { readonly content?: string } }];
  readonly event?: { readonly type: string; readonly data: { readonly embeds?: string[] } };
}

/** Asks in the chat of a subject. */
async function chat(content: string, { analyzer }: Subject) {
  const { body } = await app.inject({
    method: 'POST',
    url: '/v1/chat/completions',
    headers: { ...bearer(), 'x-openwebui-chat-id': analyzer },
    payload: { model: 'xops', stream: true, messages: [{ role: 'user', content }] },
  });
  const chunks = [...body.matchAll(/^data: (\{.*)$/gm)].map(
    ([, json = '']) => JSON.parse(json) as Chunk,
  );
  return {
    text: chunks.map(({ choices }) => choices?.[0].delta.content ?? '').join(''),
    embeds: chunks.flatMap(({ event }) => event?.data.embeds ?? []),
  };
}

/** A report of a subject as the reader of the chat downloads it. */
async function report(format: string, subject: Subject): Promise<Buffer> {
  await chat(subject.question, subject);
  const { text } = await chat(`export as ${format}`, subject);
  const link = /\]\((http[^)]+\/evidence\/[^)]+)\)/.exec(text)?.[1] ?? '';
  const { pathname, search } = new URL(link);
  const answer = await app.inject({ url: pathname + search });
  expect(answer.statusCode).toBe(200);
  return answer.rawPayload;
}

async function tool(subject: Subject, query = ''): Promise<string> {
  const { statusCode, body } = await app.inject({
    method: 'POST',
    url: `/tools/run_analyzer${query}`,
    headers: bearer(),
    payload: { analyzer: subject.analyzer, limit: 50 },
  });
  expect(statusCode).toBe(200);
  return body;
}

async function terminal({ question }: Subject): Promise<string> {
  const out: string[] = [];
  const code = await runCli(['ask', question], {
    version: '1.2.3',
    signal: new AbortController().signal,
    readConfig: config,
    openAnalysis: () => openAnalysis(config()),
    terminal: {
      out: (text) => out.push(text),
      err: () => undefined,
      interactive: false,
      animated: false,
      styled: false,
      columns: 100,
      question: async () => null,
    },
  });
  expect(code).toBe(0);
  return out.join('');
}

const TAGS_OF_OURS = new Set(
  `html head meta title style body main figure figcaption svg g path desc rect text tspan line polyline polygon circle defs clippath
  script header footer section h1 h2 h3 p dl div dt dd ul ol li a strong code pre span table caption thead tbody tr th td br nav
  form label input select option button small time link img details summary`.split(/\s+/),
);

/** HTML that holds no element, attribute or address that came out of a text. */
function expectInertHtml(html: string): void {
  expect(html.replace(LINE_ENDS, '')).not.toMatch(HIDDEN);
  for (const [, name = '', attributes = ''] of html.matchAll(/<([a-z][^\s/>]*)([^>]*)>/gi)) {
    expect(TAGS_OF_OURS).toContain(name.toLowerCase());
    expect(attributes).not.toMatch(/\son\w+\s*=/i);
    expect(attributes).not.toMatch(/javascript:|:\/\/127\.0\.0\.1:9/i);
  }
  for (const [, script = ''] of html.matchAll(/<script[^>]*>(.*?)<\/script>/gs))
    expect(script).not.toContain('alert');
  expect(html).not.toMatch(/<img/i);
}

/** Markdown whose tables are whole, whose only links are ours, and that holds no tag. */
function expectInertMarkdown(text: string): void {
  expect(text.replace(LINE_ENDS, '')).not.toMatch(HIDDEN);
  expect(text).not.toMatch(/(?<!\\)<\/?[a-z!?]/i);
  expect(text).not.toMatch(/(?<!\\)!\[|(?<!\\)\]\((?!http:\/\/127\.0\.0\.1:\d{4,5}\/)/);
  expect(text).not.toMatch(/(?<!\\)https?:\/\/127\.0\.0\.1:9\//);
  const tables = text.split('\n\n').filter((block) => block.startsWith('| '));
  expect(tables.length).toBeGreaterThan(0);
  for (const table of tables) {
    const widths = table.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(widths).size).toBe(1);
  }
}

function csvCells(csv: string): string[] {
  const cells = csv.replace(/^\uFEFF/, '').match(/"(?:[^"]|"")*"|[^,\r\n]+/g) ?? [];
  return cells.map((cell) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
}

function expectNoFormula(cells: readonly string[]): void {
  expect(cells.length).toBeGreaterThan(20);
  for (const cell of cells) {
    expect(cell).not.toMatch(/^[\s"]*[=+@＝＋－＠]|^[\s"]*-(?!\d+(?:\.\d+)?$)|^[\t\r]/);
    expect(cell.replace(/[\t\r\n]/g, '')).not.toMatch(HIDDEN);
  }
}

/** Every string of a JSON value, keys included. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...strings(member)]);
}

interface Output {
  readonly name: string;
  readonly check: (subject: Subject) => Promise<void>;
}

const OUTPUTS: readonly Output[] = [
  {
    name: 'the chat’s markdown',
    async check(subject) {
      const { text } = await chat(subject.question, subject);
      expectInertMarkdown(text);
      expect(text).toContain('ignore previous instructions');
    },
  },
  {
    name: 'the chat’s charts',
    async check(subject) {
      const { embeds } = await chat(subject.question, subject);
      expect(embeds.length).toBeGreaterThan(0);
      for (const embed of embeds) expectInertHtml(embed);
    },
  },
  {
    name: 'tools over OpenAPI',
    async check(subject) {
      const texts = strings(JSON.parse(await tool(subject)));
      for (const text of texts) {
        expect(text.replaceAll('\n', '')).not.toMatch(HIDDEN);
        expect(text.length).toBeLessThan(1_000);
      }
      expect(texts).toContain('[instruction removed] and [instruction removed]');
    },
  },
  {
    name: 'tools over MCP',
    async check({ analyzer }) {
      const result = await mcp.callTool({ name: 'run_analyzer', arguments: { analyzer } });
      expect(result.isError ?? false).toBe(false);
      for (const text of strings([result.structuredContent, result.content])) {
        expect(text.replaceAll('\n', '')).not.toMatch(HIDDEN);
      }
    },
  },
  {
    name: 'the panel of a tool',
    async check(subject) {
      const html = await tool(subject, '?format=html');
      expectInertHtml(html);
      expect(html).toContain('alert(1)');
    },
  },
  {
    name: 'the table of the dashboard',
    async check({ analyzer }) {
      const url = `/dashboard/tables/${analyzer}`;
      const { statusCode, body } = await app.inject({ url, headers: bearer() });
      expect(statusCode).toBe(200);
      expectInertHtml(body);
      expect(body).toContain('alert(1)');
    },
  },
  {
    name: 'HTML reports',
    async check(subject) {
      const html = (await report('html', subject)).toString('utf8');
      expectInertHtml(html);
      expect(html).toContain('ignore previous instructions');
    },
  },
  {
    name: 'CSV',
    async check(subject) {
      const cells = csvCells((await report('csv', subject)).toString('utf8'));
      expectNoFormula(cells);
      expect(cells).toContain("'=cmd|' /C calc'!A0");
    },
  },
  {
    name: 'XLSX',
    async check(subject) {
      const { sheets } = await readXlsx(await report('xlsx', subject));
      const cells = sheets.flatMap(({ rows }) => rows.flat());
      expectNoFormula(cells.filter((cell) => typeof cell === 'string'));
      expect(cells).toContain("'=cmd|' /C calc'!A0");
      const formulas = sheets.flatMap(({ cells: styled }) => [...(styled?.values() ?? [])]);
      expect(formulas.filter(({ formula }) => formula !== undefined)).toEqual([]);
    },
  },
  {
    name: 'PDF',
    async check(subject) {
      const bytes = await report('pdf', subject);
      const raw = bytes.toString('latin1');
      expect(raw).not.toMatch(/\/(?:JavaScript|JS|Launch|URI|OpenAction|AA|EmbeddedFile)\b/);
      const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)));
      expect(text.join('').replace(LINE_ENDS, '')).not.toMatch(HIDDEN);
      expect(text.join(' ').replace(/\s+/g, ' ')).toContain('alert(1)');
    },
  },
  {
    name: 'JSON, as it is',
    async check(subject) {
      const texts = new Set(strings(JSON.parse((await report('json', subject)).toString('utf8'))));
      expect(POISON.filter((text) => texts.has(text)).length).toBeGreaterThan(4);
    },
  },
  {
    name: 'the terminal',
    async check(subject) {
      const text = await terminal(subject);
      expect(text.replaceAll('\n', '')).not.toMatch(HIDDEN);
      for (const line of text.split('\n')) expect(line.length).toBeLessThan(200);
      expect(text).toContain('ignore previous');
    },
  },
];

describe.each(SUBJECTS)('what an attacker wrote into AWS: $question', (subject) => {
  it.each(OUTPUTS)('comes out inert in $name', { timeout: 60_000 }, ({ check }) => check(subject));
});
