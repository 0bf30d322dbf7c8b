import Table from 'cli-table3';
import { createHashEmbedder } from '../../knowledge/embed/hash-embedder.ts';
import { createOpenAiEmbedder } from '../../knowledge/embed/openai-embedder.ts';
import { createKnowledge } from '../../knowledge/retrieve/find-knowledge.ts';
import { readConfig } from '../../pipeline-server/config.ts';
import type { Embedder, Knowledge } from '../../pipeline-server/contracts/knowledge.ts';
import { type CodeKept, countCodeKept } from './code-kept.ts';
import { openDocuments, type ReadDocument } from './open-shipped.ts';
import { openOpenWebUiSearch } from './open-webui-search.ts';
import { splitAsOpenWebUi } from './open-webui-splitter.ts';

/** A way of finding. */
export interface Contestant {
  readonly name: string;
  readonly knowledge: Knowledge;
}

/**
 * Ways of finding in the same documents: by words, by vectors of hashed words, by both, and as Open WebUI does it with the same
 * vectors; those with vectors once more with the engine of `XOPS_EMBEDDING_BASE_URL`, where one is set.
 */
export async function openContestants(
  documents: readonly ReadDocument[],
): Promise<readonly Contestant[]> {
  const hashed = createHashEmbedder();
  const always = { ...(await openDocuments(documents, hashed)), leastNearness: 0 };
  const engine = configuredEngine();
  return [
    { name: 'BM25 alone', knowledge: createKnowledge({ ...always, wordShare: 1 }) },
    ...(await openOfEmbedder(documents, hashed)),
    { name: 'both, by places', knowledge: createKnowledge({ ...always, fusion: 'rank' }) },
    ...(engine === null ? [] : await openOfEmbedder(documents, engine)),
  ];
}

async function openOfEmbedder(
  documents: readonly ReadDocument[],
  embedder: Embedder,
): Promise<readonly Contestant[]> {
  const opened = await openDocuments(documents, embedder);
  const always = { ...opened, leastNearness: 0 };
  const { id } = embedder;
  return [
    {
      name: `as Open WebUI, ${id}`,
      knowledge: await openOpenWebUiSearch(documents, embedder),
    },
    { name: `${id} alone`, knowledge: createKnowledge({ ...always, wordShare: 0 }) },
    { name: `BM25 and ${id}, always answers`, knowledge: createKnowledge(always) },
    { name: `BM25 and ${id} (default)`, knowledge: createKnowledge(opened) },
  ];
}

/** The engine of the settings that the server has; the documents that are measured are nobody's secrets. */
function configuredEngine(): Embedder | null {
  const { embedding } = readConfig().knowledge;
  const { baseUrl, apiKey, model, dimensions, batchSize, timeoutMs } = embedding;
  if (baseUrl === null || model === null || dimensions === null) return null;
  const server = { baseUrl, apiKey, model, dimensions, batchSize, timeoutMs };
  return createOpenAiEmbedder({ ...server, place: 'local', maximumClass: 'RESTRICTED', fetch });
}

/** What is left of the code in the pieces of the product, and in those of Open WebUI. */
export function compareCode(
  documents: readonly ReadDocument[],
): Readonly<Record<string, CodeKept>> {
  return {
    xOps: countCodeKept(
      documents.map(({ text, chunks }) => ({ text, pieces: chunks.map((chunk) => chunk.text) })),
    ),
    'Open WebUI': countCodeKept(
      documents.map(({ text }) => ({ text, pieces: splitAsOpenWebUi(text) })),
    ),
  };
}

/** As a table. */
export function printCode(code: Readonly<Record<string, CodeKept>>): void {
  const head = ['pieces of', 'pieces', 'indented lines of code', 'kept', 'broken fences'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const [name, { pieces, indentedLines, indentedLinesKept, brokenFences }] of Object.entries(
    code,
  ))
    table.push([name, pieces, indentedLines, indentedLinesKept, brokenFences]);
  console.log(table.toString());
}
