import { readdirSync, readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { DATA_CLASSES } from '../../pipeline-server/contracts/sovereignty.ts';

const Name = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' });
const COMMON = {
  id: Name,
  title: Type.String({ minLength: 5, maxLength: 90 }),
  service: Name,
  owner: Name,
  severity: Type.Enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO']),
  version: Type.String({ pattern: '^\\d+\\.\\d+\\.\\d+$' }),
  updated: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  classification: Type.Enum([...DATA_CLASSES]),
};

/** Front matter of an SOP. */
const SopSchema = Type.Object(
  {
    ...COMMON,
    kind: Type.Literal('sop'),
    /** Ids of the analyzers whose findings it governs. */
    analyzers: Type.Array(Type.String(), { minItems: 1, uniqueItems: true }),
    soc2: Type.Array(Type.String(), { uniqueItems: true }),
    cps234: Type.Array(Type.String(), { uniqueItems: true }),
  },
  { additionalProperties: false },
);

/** Front matter of an incident note. */
const IncidentSchema = Type.Object(
  {
    ...COMMON,
    kind: Type.Literal('incident'),
    /** Name of an account of the sample organisation. */
    account: Name,
    /** Ids of the SOPs that govern what happened. */
    sops: Type.Array(Name, { minItems: 1, uniqueItems: true }),
  },
  { additionalProperties: false },
);

/** Front matter of any shipped document. */
export type ShippedFacts = Static<typeof SopSchema> | Static<typeof IncidentSchema>;

/** A document that the product ships. */
export interface ShippedDocument<Facts> {
  /** File name. */
  readonly file: string;
  readonly facts: Facts;
  /** What follows the front matter. */
  readonly body: string;
}

/** The folder `knowledge/` of the source tree; what is built stands elsewhere and holds no documents. */
const SOURCE = new URL('../', import.meta.url);

/** The SOPs of `sops/`. Throws where a front matter does not hold to its schema. */
export function readSops(root = SOURCE): readonly ShippedDocument<Static<typeof SopSchema>>[] {
  return readFolder(new URL('sops/', root)).map((each) => ({
    ...each,
    facts: Value.Parse(SopSchema, each.facts),
  }));
}

/** The notes of `incidents/`. Throws where a front matter does not hold to its schema. */
export function readIncidents(
  root = SOURCE,
): readonly ShippedDocument<Static<typeof IncidentSchema>>[] {
  return readFolder(new URL('incidents/', root)).map((each) => ({
    ...each,
    facts: Value.Parse(IncidentSchema, each.facts),
  }));
}

/** Command lines of the shell in a document: those of its blocks, lines that go on joined, and `aws …` in its sentences. */
export function commandsOf(body: string): readonly string[] {
  const blocks = [...body.matchAll(/^ *```bash\n([\s\S]*?)^ *```$/gm)].flatMap(([, text = '']) =>
    text.replaceAll(/\\\n\s*/g, '').split('\n'),
  );
  const sentences = [...body.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`(aws [^`\n]+)`/g)];
  return [...blocks, ...sentences.map(([, command = '']) => command)]
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Contents of the files that a document shows, by name: a line that says only the name, then a block of JSON. */
export function filesOf(body: string): Readonly<Record<string, string>> {
  const shown = body.matchAll(/^ *`([a-z-]+\.json)`:\n\n *```json\n([\s\S]*?)^ *```$/gm);
  return Object.fromEntries([...shown].map(([, name = '', content = '']) => [name, content]));
}

function readFolder(folder: URL): readonly ShippedDocument<unknown>[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => ({ file, ...split(readFileSync(new URL(file, folder), 'utf8'), file) }));
}

function split(text: string, file: string): { readonly facts: unknown; readonly body: string } {
  const [, front, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (front === undefined || body === undefined) throw new Error(`${file} has no front matter.`);
  return { facts: parse(front), body };
}
