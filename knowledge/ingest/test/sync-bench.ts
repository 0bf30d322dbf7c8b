import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { EmbeddedChunk } from '../../../pipeline-server/contracts/knowledge.ts';
import type { SensitiveFinding } from '../../../pipeline-server/contracts/sovereignty.ts';
import { createHashEmbedder } from '../../embed/hash-embedder.ts';
import type { Gate } from '../../gate/gate.ts';
import { createEmbeddedCollections } from '../../store/embedded-collections.ts';
import { createMemoryRows } from '../../test/memory-rows.ts';
import { openCutter } from '../cut-document.ts';
import { createFolderSource } from '../folder-source.ts';
import { runSync, type SyncOptions, type SyncPorts } from '../run-sync.ts';
import type { SourceFacts } from '../source.ts';

const SIGNAL = new AbortController().signal;

/** A source that declares nothing. */
export const UNDECLARED: SourceFacts = {
  id: 'folder:test',
  kind: 'runbook',
  dataClass: null,
  service: null,
  owner: null,
};

function finding(text: string, word: string, facts: Pick<SensitiveFinding, 'kind' | 'class'>) {
  const start = text.indexOf(word);
  if (start === -1) return [];
  return [{ rule: word, start, end: start + word.length, confidence: 1, ...facts }];
}

/** Finds four words, each of which stands for a kind of finding. */
export const WORD_GATE: Gate = {
  version: '1',
  isSecret: (kind) => kind === 'password',
  findInjection: (text) => (text.includes('OVERRIDE') ? 'OVERRIDE' : null),
  inspect(text) {
    const findings = [
      ...finding(text, 'SECRET', { kind: 'password', class: 'RESTRICTED' }),
      ...finding(text, 'CUSTOMER', { kind: 'tfn', class: 'RESTRICTED' }),
      ...finding(text, 'FAULT', { kind: 'control-weakness', class: 'RESTRICTED' }),
    ];
    return { class: 'PUBLIC', findings };
  },
};

/** A folder of files, gone after the test. */
export async function folderOf(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'xops-knowledge-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFiles(root, files);
  return root;
}

/** Writes files by their paths. */
export async function writeFiles(
  root: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
}

/** An empty store in memory, and what documents are brought in with. */
export async function createBench(changes: Partial<SyncPorts> = {}) {
  const embedder = createHashEmbedder();
  const store = await createEmbeddedCollections(createMemoryRows()).open(embedder, SIGNAL);
  const cut = await openCutter();
  const ports: SyncPorts = { cut, gate: WORD_GATE, embedder, store, ...changes };
  return {
    ports,
    sync: (root: string, options: Partial<SyncOptions> = {}, facts: Partial<SourceFacts> = {}) =>
      runSync(createFolderSource({ root, facts: { ...UNDECLARED, ...facts } }), ports, {
        signal: SIGNAL,
        ...options,
      }),
    async chunks(): Promise<readonly EmbeddedChunk['chunk'][]> {
      const found: EmbeddedChunk['chunk'][] = [];
      for await (const { chunk } of store.chunks({}, SIGNAL)) found.push(chunk);
      return found;
    },
  };
}
