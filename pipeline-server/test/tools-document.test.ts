import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { createTools } from '../../tools/registry.ts';
import { readConfig } from '../config.ts';
import { openInspector } from '../open-inspector.ts';
import { createFakeDesk } from './fake-knowledge.ts';
import { fakeToolPorts } from './fake-tool-ports.ts';

const file = fileURLToPath(new URL('../../docs/tools.md', import.meta.url));
const text = await readFile(file, 'utf8');

/** The first sentence of a tool's description, up to what it does not need. */
function firstSentence(description: string): string {
  return /^.*?[.:;](?= |$)/.exec(description)?.[0].replace(/[.:;]$/, '') ?? description;
}

it('lists every tool with what it is for', () => {
  const rows = createTools(fakeToolPorts({ knowledge: createFakeDesk(() => ({})) })).map(
    ({ id, description }) => `| \`${id}\` | ${firstSentence(description)} |`,
  );
  const [, table = ''] = text.split('|---|---|\n').slice(-2);
  expect(table.trim().split('\n')).toEqual(rows);
});

it('tells a model of nothing that the detector takes for sensitive: a chat with tools could else not leave', async () => {
  const inspect = await openInspector(
    readConfig({}, { file: 'xops.example.yaml' }).sovereignty.detector,
  ).inspector();
  const tools = createTools(fakeToolPorts({ knowledge: createFakeDesk(() => ({})) }));
  for (const { id: name, description, parameters } of tools) {
    const described = { type: 'function', function: { name, description, parameters } };
    expect(inspect({ messages: [], tools: [described] }).findings).toEqual([]);
  }
});

it('shows a connection that Open WebUI takes', () => {
  const json = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const connection = Type.Object({
    url: Type.String({ pattern: '/(tools|mcp)$' }),
    auth_type: Type.Literal('bearer'),
    config: Type.Object({ enable: Type.Literal(true), access_grants: Type.Array(Type.Object({})) }),
    info: Type.Object({ id: Type.String() }),
  });
  expect(Value.Check(Type.Array(connection), JSON.parse(json))).toBe(true);
});
