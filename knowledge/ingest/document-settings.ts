import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import type { KnowledgeKind } from '../../pipeline-server/contracts/knowledge.ts';
import { DATA_CLASSES, type DataClass } from '../../pipeline-server/contracts/sovereignty.ts';
import { DocumentError } from '../parse/document-error.ts';

/** Kinds that a file may be; amendments and uploads come by other ways. */
export const FILE_KINDS = [
  'sop',
  'runbook',
  'incident',
] as const satisfies readonly KnowledgeKind[];

/** What a document says of itself in its front matter, and null or nothing for what it does not say. */
export interface DocumentSettings {
  readonly kind: (typeof FILE_KINDS)[number] | null;
  readonly title: string | null;
  readonly service: string | null;
  readonly owner: string | null;
  readonly severity: string | null;
  readonly version: string | null;
  /** Milliseconds since 1970. */
  readonly updatedAt: number | null;
  readonly dataClass: DataClass | null;
  readonly governs: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const Word = Type.String({ minLength: 1, maxLength: 200 });
const Front = Type.Object({
  kind: Type.Optional(Type.Enum([...FILE_KINDS])),
  title: Type.Optional(Word),
  service: Type.Optional(Word),
  owner: Type.Optional(Word),
  severity: Type.Optional(Word),
  version: Type.Optional(Type.Union([Word, Type.Number()])),
  updated: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}' })),
  classification: Type.Optional(Type.String({ pattern: `^(?:${DATA_CLASSES.join('|')})$` })),
  analyzers: Type.Optional(Type.Array(Word, { maxItems: 100 })),
});

/**
 * Reads front matter. Keys that mean nothing here become tags where they hold a word, a number or words.
 * @param front YAML; null for a document without any
 * @throws {@link DocumentError} when it is no YAML, or a value is none that its key may have: a class that is not understood
 * must not be passed over.
 */
export function readDocumentSettings(front: string | null): DocumentSettings {
  const written = front === null ? {} : readYaml(front);
  const found = { ...written, ...classIn(written) };
  const [problem] = Value.Errors(Front, found);
  if (problem !== undefined) {
    const at = problem.instancePath.slice(1) || 'all of it';
    throw new DocumentError(`Its front matter is not valid at ${at}: ${problem.message}.`);
  }
  const own = Value.Parse(Front, found);
  return {
    kind: own.kind ?? null,
    title: own.title ?? null,
    service: own.service ?? null,
    owner: own.owner ?? null,
    severity: own.severity ?? null,
    version: own.version === undefined ? null : String(own.version),
    updatedAt: timeOf(own.updated),
    dataClass: DATA_CLASSES.find((each) => each === own.classification) ?? null,
    governs: own.analyzers ?? [],
    tags: tagsOf(written),
  };
}

function readYaml(front: string): Readonly<Record<string, unknown>> {
  const read = parseOrExplain(front);
  if (read === null || read === undefined) return {};
  if (typeof read === 'object' && !Array.isArray(read))
    return Object.fromEntries(Object.entries(read));
  throw new DocumentError('Its front matter holds no settings by name.');
}

function parseOrExplain(front: string): unknown {
  try {
    return parse(front);
  } catch {
    throw new DocumentError('Its front matter is no YAML.');
  }
}

function classIn({ classification }: Readonly<Record<string, unknown>>) {
  return typeof classification === 'string' ? { classification: classification.toUpperCase() } : {};
}

function timeOf(updated: string | undefined): number | null {
  if (updated === undefined) return null;
  const time = Date.parse(updated);
  if (Number.isNaN(time)) throw new DocumentError('Its front matter has no date at updated.');
  return time;
}

const MOST_TAGS = 30;

function tagsOf(written: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const tags = Object.entries(written).flatMap(([key, value]) => {
    const text = Array.isArray(value) ? value.map(wordOf).join(', ') : wordOf(value);
    const isTag = !(key in Front.properties) && /^[\w.-]{1,40}$/.test(key) && text !== '';
    return isTag ? [[key, text.slice(0, 200)] as const] : [];
  });
  return Object.fromEntries(tags.slice(0, MOST_TAGS));
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
