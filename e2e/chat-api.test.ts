import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { adminClient, type OpenWebuiClient, streamedText } from './harness/open-webui-client.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const IDLE = { model: 'xops', text: 'Show me idle EC2 across all accounts' };
const TABLE_ROW = /^\|.*\bi-[0-9a-f]{8,17}\b.*\|$/m;
const COVERAGE = /\b\d+ of 14 accounts\b/;

let xops: XopsServer;
let webui: OpenWebuiClient;

beforeAll(async () => {
  xops = await startXops();
  return () => xops.stop();
});

beforeAll(async () => {
  webui = adminClient();
});

test('Open WebUI lists the model xOps and hides filters', async () => {
  const models = await webui.models();
  expect(models).toContainEqual(expect.objectContaining({ id: 'xops', name: 'xOps' }));
  expect(models.map(({ id }) => id)).not.toContain('budget');
});

test('a question gets a table of findings and a coverage line', async () => {
  const answer = await webui.ask(IDLE);
  expect(answer).toMatch(TABLE_ROW);
  expect(answer).toMatch(COVERAGE);
});

test('a streamed answer says the same, in parts, and ends with [DONE]', async () => {
  const lines = await webui.stream(IDLE);
  const text = streamedText(lines);
  expect(text).toMatch(TABLE_ROW);
  expect(text).toMatch(COVERAGE);
  expect(lines.findLast((line) => line !== '')).toBe('data: [DONE]');
});

test('steps and sources travel as events of the stream', async () => {
  const lines = await webui.stream(IDLE);
  const events = lines.filter((line) => line.includes('"event"')).join('\n');
  expect(events).toContain('"type":"status"');
  expect(events).toContain('"type":"source"');
});

test('title, tags and follow-up questions come back as the JSON that Open WebUI reads', async () => {
  const title = await webui.task('title', IDLE);
  expect(Value.Check(Type.Object({ title: Type.String({ minLength: 3 }) }), title)).toBe(true);
  const tags = await webui.task('tags', IDLE);
  expect(Value.Check(Type.Object({ tags: Type.Array(Type.String()) }), tags)).toBe(true);
  const followUps = await webui.task('follow_up', IDLE);
  expect(Value.Check(Type.Object({ follow_ups: Type.Array(Type.String()) }), followUps)).toBe(true);
});

test('an inlined image and a long history are taken', async () => {
  const image = `data:image/png;base64,${'A'.repeat(4 * 1024 * 1024)}`;
  const response = await webui.request('/api/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'xops',
      stream: false,
      messages: [
        ...Array.from({ length: 400 }, (_, turn) => ({
          role: turn % 2 === 0 ? 'user' : 'assistant',
          content: `turn ${turn} ${'word '.repeat(50)}`,
        })),
        {
          role: 'user',
          content: [
            { type: 'text', text: IDLE.text },
            { type: 'image_url', image_url: { url: image } },
          ],
        },
      ],
    }),
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toMatch(/i-[0-9a-f]{8,17}/);
});
