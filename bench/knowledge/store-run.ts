import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embedChunks } from '../../knowledge/embed/embed-chunks.ts';
import { createHashEmbedder } from '../../knowledge/embed/hash-embedder.ts';
import { GOLDEN_SET } from '../../knowledge/eval/golden-set.ts';
import { createKnowledge } from '../../knowledge/retrieve/find-knowledge.ts';
import { createDocumentWriter } from '../../knowledge/store/document-writer.ts';
import { createEmbeddedCollections } from '../../knowledge/store/embedded-collections.ts';
import type { Chunk, Embedder, KnowledgeStore } from '../../pipeline-server/contracts/knowledge.ts';
import { openDatabase } from '../../pipeline-server/state/database.ts';
import { createKnowledgeRows } from '../../pipeline-server/state/knowledge-rows.ts';
import { createRandom } from '../../tools/sample-org/world/random.ts';
import { openShipped } from './open-shipped.ts';

/** What a process that filled a store and asked it says, on one line of JSON. */
export interface StoreRun extends Asked {
  /** Seconds to embed and keep all chunks. */
  readonly seconds: number;
  /** Most resident memory until all was kept, and until all was asked. MiB. */
  readonly filledMiB: number;
  readonly askedMiB: number;
}

const ROOT = new URL('../../../knowledge/', import.meta.url);
const CHUNKS_OF_A_DOCUMENT = 50;
const WARM_QUESTIONS = 20;

const { signal } = new AbortController();

/** Fills the database of a fresh machine and asks it: a process of its own, so that its memory is its own. */
async function run(chunks: number): Promise<StoreRun> {
  const texts = await shippedChunks();
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-bench-'));
  const database = await openDatabase(path.join(folder, 'xops.db'));
  try {
    const embedder = createHashEmbedder();
    const collections = createEmbeddedCollections(createKnowledgeRows(database));
    const store = await collections.open(embedder, signal);
    const seconds = await fill(store, embedder, { chunks, texts });
    const filledMiB = peakMiB();
    const asked = await ask(store, embedder);
    return { ...asked, seconds, filledMiB, askedMiB: peakMiB() };
  } finally {
    await database.destroy();
    await rm(folder, { recursive: true });
  }
}

/** `maxRSS` is in KiB on every system. */
function peakMiB(): number {
  return process.resourceUsage().maxRSS / 1024;
}

async function shippedChunks(): Promise<readonly Chunk[]> {
  const { store } = await openShipped(ROOT);
  const chunks: Chunk[] = [];
  for await (const { chunk } of store.chunks({}, signal)) chunks.push(chunk);
  return chunks;
}

/** Documents whose texts are the shipped ones with their words drawn anew, so that no two are alike. */
async function fill(
  store: KnowledgeStore,
  embedder: Embedder,
  { chunks, texts }: { readonly chunks: number; readonly texts: readonly Chunk[] },
): Promise<number> {
  const random = createRandom(1);
  const words = texts.flatMap(({ text }) => text.split(/\s+/));
  const draw = () => words[Math.floor(random.next() * words.length)] ?? '';
  const writer = createDocumentWriter(store, signal);
  const started = performance.now();
  for (let at = 0; at < chunks / CHUNKS_OF_A_DOCUMENT; at += 1) {
    const document = Array.from({ length: CHUNKS_OF_A_DOCUMENT }, (_, position) => {
      const sample = texts[(at * CHUNKS_OF_A_DOCUMENT + position) % texts.length];
      if (sample === undefined) throw new Error('There are no shipped documents.');
      const length = sample.text.split(/\s+/).length;
      return {
        ...sample,
        id: `${at}-${position}`,
        document: { ...sample.document, documentId: `document-${at}`, sha256: `${at}` },
        text: Array.from({ length }, draw).join(' '),
        position,
        count: CHUNKS_OF_A_DOCUMENT,
      };
    });
    await writer.add(await embedChunks(document, embedder, signal));
  }
  await writer.finish();
  return (performance.now() - started) / 1000;
}

interface Asked {
  /** Milliseconds of each question. */
  readonly times: readonly number[];
  /** Milliseconds of the processor for each, those of the database among them. */
  readonly processor: readonly number[];
}

async function ask(store: KnowledgeStore, embedder: Embedder): Promise<Asked> {
  const knowledge = createKnowledge({ embedder, store });
  const filter = { maximumClass: 'CONFIDENTIAL' } as const;
  const times: number[] = [];
  const processor: number[] = [];
  for (const { question } of GOLDEN_SET.tuning) {
    const before = process.cpuUsage();
    const started = performance.now();
    await knowledge.find({ question, limit: 5, filter }, signal);
    times.push(performance.now() - started);
    const { user, system } = process.cpuUsage(before);
    processor.push((user + system) / 1000);
  }
  return { times: times.slice(WARM_QUESTIONS), processor: processor.slice(WARM_QUESTIONS) };
}

console.log(JSON.stringify(await run(Number(process.argv[2]))));
