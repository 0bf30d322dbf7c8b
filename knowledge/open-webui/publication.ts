import { extname } from 'node:path/posix';
import type { KnowledgeStore } from '../../pipeline-server/contracts/knowledge.ts';
import { type DataClass, higherClass } from '../../pipeline-server/contracts/sovereignty.ts';
import type { Source } from '../ingest/source.ts';
import type { Publication, PublishedFile } from './publish-folder.ts';

/** How a source is published. */
export interface PublishWishes {
  /** Whether every user of Open WebUI may read it: then only what is PUBLIC or INTERNAL is published. */
  readonly isPublic: boolean;
  readonly prune: boolean;
}

/** A source as it is published, and what is left out, each with why. */
export interface MadePublication {
  readonly publication: Publication;
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.csv': 'text/csv',
};

/** Publishes what the knowledge has taken, byte for byte, and nothing else: what stands in quarantine stays here. */
export async function makePublication(
  source: Source,
  store: KnowledgeStore,
  { wishes, signal }: { readonly wishes: PublishWishes; readonly signal: AbortSignal },
): Promise<MadePublication> {
  const { id: sourceId } = source.facts;
  const taken = await classesOf(sourceId, store, signal);
  const files: PublishedFile[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  for await (const listed of source.list(signal)) {
    if (!('sha256' in listed)) continue;
    const { path, sha256 } = listed;
    const reason = whyNot(taken.get(`${path} ${sha256}`), wishes.isPublic);
    if (reason !== null) leftOut.push({ path, reason });
    else files.push(await publishedFile({ path, sha256 }, source, signal));
  }
  const name = sourceId.replace(/^[a-z]+:/, '');
  return { publication: { sourceId, name, files, ...wishes }, leftOut };
}

async function classesOf(
  sourceId: string,
  store: KnowledgeStore,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, DataClass>> {
  const classes = new Map<string, DataClass>();
  for await (const { chunk } of store.chunks({ sourceIds: [sourceId] }, signal)) {
    const { path, sha256, dataClass } = chunk.document;
    const key = `${path} ${sha256}`;
    classes.set(key, higherClass(classes.get(key) ?? dataClass, chunk.dataClass));
  }
  return classes;
}

function whyNot(dataClass: DataClass | undefined, isPublic: boolean): string | null {
  if (dataClass === undefined) return 'The knowledge has not taken it as it is now.';
  const isOpen = higherClass(dataClass, 'INTERNAL') === 'INTERNAL';
  return isPublic && !isOpen ? `It is ${dataClass}, and everybody could read it.` : null;
}

async function publishedFile(
  { path, sha256 }: { readonly path: string; readonly sha256: string },
  source: Source,
  signal: AbortSignal,
): Promise<PublishedFile> {
  const mediaType = MEDIA_TYPES[extname(path).toLowerCase()] ?? 'text/plain';
  const read = async () => {
    for await (const content of source.read(new Set([path]), signal)) {
      if ('bytes' in content) return content.bytes;
    }
    throw new Error(`${path} is gone.`);
  };
  const size = (await read()).byteLength;
  return { path, sha256: sha256.replace(/^sha256:/, ''), size, mediaType, read };
}
