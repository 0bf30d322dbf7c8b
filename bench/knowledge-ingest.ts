import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embedChunks } from '../knowledge/embed/embed-chunks.ts';
import { admitPieces } from '../knowledge/gate/admit-document.ts';
import type { CutDocument } from '../knowledge/ingest/cut-document.ts';
import { createFolderSource } from '../knowledge/ingest/folder-source.ts';
import { prepareDocument } from '../knowledge/ingest/prepare-document.ts';
import { runSync, type SyncPorts } from '../knowledge/ingest/run-sync.ts';
import type { ListedFile, Source } from '../knowledge/ingest/source.ts';
import { createDocumentWriter } from '../knowledge/store/document-writer.ts';
import { withKnowledge } from '../pipeline-server/cli/open-knowledge.ts';
import { readConfig } from '../pipeline-server/config.ts';
import type { Chunk, EmbeddedDocument } from '../pipeline-server/contracts/knowledge.ts';
import type { Figure } from './figures.ts';
import { raceChroma } from './knowledge/chroma-insert.ts';
import { writeNotes, writeRunbooks } from './knowledge/write-runbooks.ts';
import { median } from './statistics.ts';

const DOCUMENTS = 400;
const UNCHANGED = 10_000;
const FACTS = { kind: 'runbook', dataClass: 'INTERNAL', service: null, owner: null } as const;

const { signal } = new AbortController();

/** How fast documents come in, by stage and in all, and beside Chroma's own insert where CHROMA_URL names a server. */
export async function measureIngest(): Promise<readonly Figure[]> {
  return await inFolder(async (folder) => {
    const root = path.join(folder, 'some');
    await writeRunbooks(root, DOCUMENTS);
    const source = sourceIn(root, 'stages');
    const config = readConfig({ DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'silent' });
    return await withKnowledge(config, async (services) => {
      const ports = await services.ingestion();
      const { figures, documents } = await measureStages(source, ports);
      const all = await timed(() => runSync(sourceIn(root, 'whole'), ports, { signal }));
      const total = rate('in all, four documents at a time', chunksOf(documents), all.seconds);
      const chroma = await againstChroma({ source, documents, ports });
      return [...figures, total, ...chroma, await unchanged(folder, ports)];
    });
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function sourceIn(root: string, name: string): Source {
  const facts = { id: `folder:${name}`, ...FACTS };
  return createFolderSource({ facts, root, hasHistory: false });
}

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly seconds: number; readonly value: T }> {
  const started = performance.now();
  const value = await work();
  return { seconds: (performance.now() - started) / 1000, value };
}

function rate(stage: string, chunks: number, seconds: number): Figure {
  return { name: `ingest: chunks, ${stage}`, value: Math.round(chunks / seconds), unit: '/s' };
}

const chunksOf = (documents: readonly EmbeddedDocument[]) => documents.flat().length;

/** Each stage for all documents before the next, one document at a time. */
async function measureStages(source: Source, ports: SyncPorts) {
  const read = await timed(() => readAll(source));
  const cut = await timed(() => each(read.value, ({ file, bytes }) => ports.cut(file.path, bytes)));
  const gate = await timed(() =>
    each(cut.value, (document) => Promise.resolve(admit(document, ports))),
  );
  const chunks = await each(read.value, (one, at) =>
    prepare(one, { source, ports, cut: cut.value[at] }),
  );
  const embed = await timed(() =>
    each(chunks, (some) => embedChunks(some, ports.embedder, signal)),
  );
  const write = await timed(() => writeAll(embed.value, ports));
  const many = chunksOf(embed.value);
  const stages = { read, parse_and_chunk: cut, gate, embed, write };
  const figures = Object.entries(stages).map(([stage, { seconds }]) =>
    rate(stage.replaceAll('_', ' '), many, seconds),
  );
  return { figures, documents: embed.value };
}

interface ReadFile {
  readonly file: ListedFile;
  readonly bytes: Uint8Array;
}

async function readAll(source: Source): Promise<readonly ReadFile[]> {
  const files = new Map<string, ListedFile>();
  for await (const found of source.list(signal))
    if ('sha256' in found) files.set(found.path, found);
  const read: ReadFile[] = [];
  for await (const content of source.read(new Set(files.keys()), signal)) {
    const file = files.get(content.path);
    if (file !== undefined && 'bytes' in content) read.push({ file, bytes: content.bytes });
  }
  return read;
}

async function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item, at: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [at, item] of items.entries()) results.push(await work(item, at));
  return results;
}

function admit({ pieces }: CutDocument, { gate }: SyncPorts) {
  return admitPieces(pieces, { dataClass: FACTS.dataClass, isAccepted: false }, gate);
}

interface Prepared {
  readonly source: Source;
  readonly ports: SyncPorts;
  readonly cut: CutDocument | undefined;
}

/** The chunks of a document that was cut already. */
async function prepare(
  { file, bytes }: ReadFile,
  { source, ports, cut }: Prepared,
): Promise<readonly Chunk[]> {
  if (cut === undefined) throw new Error(`${file.path} was not cut.`);
  const known = { gate: ports.gate, cut: () => Promise.resolve(cut) };
  const preparation = { ...known, source: source.facts, accepted: new Set<string>() };
  return await prepareDocument({ file, bytes, documentId: `stage-${file.path}` }, preparation);
}

async function writeAll(documents: readonly EmbeddedDocument[], ports: SyncPorts): Promise<void> {
  const writer = createDocumentWriter(ports.store, signal);
  for (const document of documents) await writer.add(document);
  await writer.finish();
}

/** Nothing where no server is named: it is no part of the product. */
async function againstChroma(
  contest: Omit<Parameters<typeof raceChroma>[0], 'url'>,
): Promise<readonly Figure[]> {
  const { url } = readConfig(process.env).knowledge.chroma;
  if (url === null) return [];
  const seconds = await raceChroma({ ...contest, url });
  const many = chunksOf(contest.documents);
  const rates = seconds.map(({ raw, ours }) => ({ raw: many / raw, ours: many / ours }));
  return [
    {
      name: "ingest: into Chroma, vectors known, of Chroma's own insert",
      value: median(rates.map(({ raw, ours }) => ours / raw)),
      unit: 'x',
      aim: { atLeast: 0.7 },
      note: `${many} chunks, in turn: ${rates.map(({ raw, ours }) => `${ours.toFixed(0)} of ${raw.toFixed(0)}/s`).join(', ')}`,
    },
  ];
}

async function unchanged(folder: string, ports: SyncPorts): Promise<Figure> {
  const root = path.join(folder, 'many');
  await writeNotes(root, UNCHANGED);
  const source = sourceIn(root, 'unchanged');
  await runSync(source, ports, { signal });
  const again = await timed(() => runSync(source, ports, { signal }));
  if (again.value.unchanged !== UNCHANGED) throw new Error('Something changed meanwhile.');
  return {
    name: 'ingest: 10,000 files, none of them changed',
    value: again.seconds,
    unit: 's',
    aim: { below: 3 },
    note: 'each is read and hashed',
  };
}
