import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { withKnowledge } from '../pipeline-server/cli/open-knowledge.ts';
import { readConfig } from '../pipeline-server/config.ts';
import type { Chunk, KnowledgeStore } from '../pipeline-server/contracts/knowledge.ts';

const CLI = fileURLToPath(new URL('../dist/pipeline-server/cli/main.js', import.meta.url));
/** Documents are written 64 at a time, and each kill waits for one more writing. */
const DOCUMENTS = 1600;
const KILLS = 20;
const SIGNAL = new AbortController().signal;

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'xops-ingest-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

function textOf(number: number): string {
  const sections = Array.from(
    { length: 1 + (number % 7) },
    (_, section) => `## Step ${section}\n\nRestart node ${number} in rack ${section}.\n`,
  );
  return `# Runbook ${number}\n\n${sections.join('\n')}`;
}

function ingest(dataDir: string, root: string) {
  const args = ['knowledge', 'ingest', root, '--source', 'crash', '--json'];
  return spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function ingestWhole(dataDir: string, root: string): Promise<unknown> {
  const child = ingest(dataDir, root);
  let out = '';
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString();
  });
  await once(child, 'close');
  return JSON.parse(out);
}

async function count(store: KnowledgeStore): Promise<number> {
  let documents = 0;
  for await (const _ of store.documents('folder:crash', SIGNAL)) documents += 1;
  return documents;
}

async function allChunks(store: KnowledgeStore): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const { chunk } of store.chunks({}, SIGNAL)) chunks.push(chunk);
  return chunks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every document that is there has all of its chunks, each once. */
function checkWhole(chunks: readonly Chunk[]): void {
  const places = new Map<string, number[]>();
  for (const { document, position } of chunks) {
    places.set(document.path, [...(places.get(document.path) ?? []), position]);
  }
  for (const { document, count: expected } of chunks) {
    expect(places.get(document.path)?.length).toBe(expected);
  }
}

async function killAfter(
  store: KnowledgeStore,
  more: number,
  start: () => ReturnType<typeof ingest>,
) {
  const before = await count(store);
  const child = start();
  const deadline = Date.now() + 60_000;
  while ((await count(store)) < before + more && Date.now() < deadline) await sleep(5);
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode, 'it was still at work').toBe('SIGKILL');
}

it('loses nothing and doubles nothing when it is killed at 20 points', async () => {
  const [root, dataDir, other] = await Promise.all([folder(), folder(), folder()]);
  for (let number = 0; number < DOCUMENTS; number += 1) {
    await writeFile(path.join(root, `${number}.md`), textOf(number));
  }
  const inOneGo = await ingestWhole(other, root);
  expect(inOneGo).toMatchObject({ unchanged: 0, failed: [] });
  await withKnowledge(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' }), async (services) => {
    const store = await services.store();
    for (let point = 0; point < KILLS; point += 1) {
      await killAfter(store, 1 + (point % 5), () => ingest(dataDir, root));
      checkWhole(await allChunks(store));
    }
    const before = await count(store);
    expect(before).toBeGreaterThanOrEqual(KILLS);
    expect(before).toBeLessThan(DOCUMENTS);
    expect(await ingestWhole(dataDir, root)).toMatchObject({ unchanged: before, failed: [] });
    expect(await ingestWhole(dataDir, root)).toMatchObject({ added: [], unchanged: DOCUMENTS });
    const resumed = await allChunks(store);
    await withKnowledge(readConfig({ DATA_DIR: other, LOG_LEVEL: 'silent' }), async (fresh) => {
      expect(resumed).toEqual(await allChunks(await fresh.store()));
    });
  });
}, 600_000);
