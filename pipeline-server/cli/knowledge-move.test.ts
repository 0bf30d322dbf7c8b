import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { json, startFakeUpstream } from '../test/fake-upstreams/fake-upstream.ts';
import { runXops } from '../test/run-xops.ts';

const SOP =
  '---\nclassification: INTERNAL\n---\n\n# Coffee machine\n\n## Descale\n\nPour the vinegar in.\n';
const NOTE = '---\nclassification: CONFIDENTIAL\n---\n\n# Spilled tea\n\nThe kettle fell.\n';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-move-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'coffee.md'), SOP);
  await writeFile(path.join(folder, 'tea.md'), NOTE);
});

/** Runs a command on one of two machines. */
function xops(machine: 'old' | 'new', args: readonly string[], more: Record<string, string> = {}) {
  return runXops({ DATA_DIR: path.join(folder, machine), ...more }, ['knowledge', ...args]);
}

async function fill() {
  for (const file of ['coffee.md', 'tea.md'])
    expect((await xops('old', ['ingest', path.join(folder, file)])).code).toBe(0);
}

const asked = (machine: 'old' | 'new', more: Record<string, string> = {}) =>
  xops(machine, ['query', 'pour vinegar into the coffee machine', '--json'], more);

/** All that is found, without its ends. */
async function textsOf(machine: 'old' | 'new', model: Record<string, string>) {
  const wanted = { ...model, XOPS_KNOWLEDGE_LEAST_NEARNESS: '0' };
  const { out } = await xops(machine, ['query', 'vinegar', '--json', '--limit', '999'], wanted);
  const { passages } = JSON.parse(out) as { passages: { chunk: { text: string } }[] };
  return passages.map(({ chunk }) => chunk.text.trim());
}

async function modelOf(dimensions: number) {
  const server = await startFakeUpstream(({ json: body }) => {
    const input = body['input'] as readonly string[];
    const data = input.map((text) => ({
      embedding: Array.from({ length: dimensions }, (_, at) =>
        text.length % dimensions === at ? 1 : 0.1,
      ),
    }));
    return json({ data });
  });
  onTestFinished(() => server.close());
  return {
    XOPS_EMBEDDING_BASE_URL: server.url,
    XOPS_EMBEDDING_MODEL: 'test',
    XOPS_EMBEDDING_DIMENSIONS: String(dimensions),
  };
}

describe('xops knowledge export and import', () => {
  it('move everything to another machine, which then finds the same', async () => {
    await fill();
    const file = path.join(folder, 'knowledge.jsonl');
    const exported = await xops('old', ['export', file]);
    expect(exported).toMatchObject({ code: 0, err: '' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const imported = await xops('new', ['import', file]);
    expect(imported).toMatchObject({ code: 0, err: '' });
    expect(imported.out).toMatch(/^2 documents, 2 chunks were taken/);
    const [before, after] = [await asked('old'), await asked('new')];
    expect(JSON.parse(after.out)).toEqual(JSON.parse(before.out));
    expect(JSON.parse(after.out).passages[0].chunk.text).toContain('vinegar');
  });

  it('keep a file that is there already', async () => {
    await fill();
    const file = path.join(folder, 'coffee.md');
    expect(await xops('old', ['export', file])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/EEXIST/),
    });
    expect(await readFile(file, 'utf8')).toBe(SOP);
  });

  it.each([
    ['nothing', () => '', /is empty/],
    ['something else', () => '{"a":1}\n', /Line 1 is not that of an export/],
    ['no JSON', () => 'PK\u0003\u0004', /Line 1 is not JSON/],
    ['a line that was cut', (text: string) => text.slice(0, -30), /Line \d+ is not JSON/],
    ['another version', (text: string) => text.replace('"version":1', '"version":9'), /Line 1/],
    [
      'an unknown class',
      (text: string) => text.replace('"INTERNAL"', '"SECRET"'),
      /Line \d is not a document/,
    ],
    [
      'a vector that was cut',
      (text: string) => text.replace(/"vector":"..../, '"vector":"'),
      /vector/,
    ],
  ])('refuse a file with %s', async (_what, change, reason) => {
    await fill();
    const file = path.join(folder, 'knowledge.jsonl');
    await xops('old', ['export', file]);
    await writeFile(file, change(await readFile(file, 'utf8')));
    const { code, err } = await xops('new', ['import', file]);
    expect(code).toBe(1);
    expect(err).toMatch(reason);
  });

  it('make vectors anew for another embedder', async () => {
    await fill();
    const file = path.join(folder, 'knowledge.jsonl');
    await xops('old', ['export', file]);
    const model = await modelOf(8);
    expect(await xops('new', ['import', file], model)).toMatchObject({ code: 0 });
    expect(await textsOf('new', model)).toContain('Pour the vinegar in.');
  });
});

describe('xops knowledge reembed', () => {
  it('goes over to the model of the settings, and drops what was before', async () => {
    await fill();
    const model = await modelOf(8);
    const { code, out } = await xops('old', ['reembed'], model);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^2 documents, 2 chunks now have vectors of openai-test-.*xops-hash-1024-1-g1: dropped/,
    );
    expect(await textsOf('old', model)).toContain('Pour the vinegar in.');
  });

  it('leaves out what the model may not be sent, says so, and keeps what was before', async () => {
    await fill();
    const model = { ...(await modelOf(8)), XOPS_EMBEDDING_PLACE: 'cloud' };
    const { code, out, err } = await xops('old', ['reembed'], model);
    expect(code).toBe(3);
    expect(out).toMatch(/^1 documents.*kept/);
    expect(err).toMatch(/tea\.md: A text is CONFIDENTIAL/);
    expect(JSON.parse((await asked('old')).out).passages[0].chunk.text).toContain('vinegar');
  });

  it('has nothing to do where there is nothing', async () => {
    expect(await xops('old', ['reembed'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no knowledge to embed/),
    });
    await fill();
    const wrong = await xops('old', ['reembed', '--from', 'nope']);
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--from is one of hash-1024-1/),
    });
  });
});
