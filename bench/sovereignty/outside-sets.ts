import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** A labelled text of somebody else's set. */
const outsideTextSchema = Type.Object({ text: Type.String(), sensitive: Type.Boolean() });

type OutsideText = Static<typeof outsideTextSchema>;

/** A file of labelled texts. */
export interface OutsideSet {
  readonly name: string;
  readonly texts: readonly OutsideText[];
}

/** Shares from 0 to 1; null where a set has no text of the label. */
export interface SetScore {
  readonly set: string;
  readonly sensitive: number;
  readonly recall: number | null;
  readonly harmless: number;
  readonly falsePositiveRate: number | null;
}

/**
 * The sets of a folder: each file `NAME.jsonl`, with an object `{text, sensitive}` on each line.
 * @throws where there is none, and naming the line that is no such object.
 */
export function readOutsideSets(folder: string): OutsideSet[] {
  const files = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  if (files.length === 0) throw new Error(`There is no file NAME.jsonl in ${folder}.`);
  return files.map((name) => ({
    name: name.replace(/\.jsonl$/, ''),
    texts: readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [parse(line, `${name}:${index + 1}`)])),
  }));
}

function parse(line: string, place: string): OutsideText {
  try {
    return Value.Parse(outsideTextSchema, JSON.parse(line));
  } catch (cause) {
    throw new Error(`${place} is no object with "text" and "sensitive" (true or false).`, {
      cause,
    });
  }
}

/** A row for each set, and their unweighted means as the last. */
export function scoreOutsideSets(
  sets: readonly OutsideSet[],
  isFlagged: (text: string) => boolean,
): SetScore[] {
  const rows = sets.map((set) => scoreSet(set, isFlagged));
  const macro: SetScore = {
    set: 'mean of the sets',
    sensitive: rows.reduce((sum, row) => sum + row.sensitive, 0),
    recall: meanOf(rows.map(({ recall }) => recall)),
    harmless: rows.reduce((sum, row) => sum + row.harmless, 0),
    falsePositiveRate: meanOf(rows.map(({ falsePositiveRate }) => falsePositiveRate)),
  };
  return [...rows, macro].map((row) => ({
    ...row,
    recall: rounded(row.recall),
    falsePositiveRate: rounded(row.falsePositiveRate),
  }));
}

function scoreSet({ name, texts }: OutsideSet, isFlagged: (text: string) => boolean): SetScore {
  const flags = (label: boolean): boolean[] =>
    texts.filter(({ sensitive }) => sensitive === label).map(({ text }) => isFlagged(text));
  const [sensitive, harmless] = [flags(true), flags(false)];
  return {
    set: name,
    sensitive: sensitive.length,
    recall: shareOf(sensitive),
    harmless: harmless.length,
    falsePositiveRate: shareOf(harmless),
  };
}

function shareOf(flags: readonly boolean[]): number | null {
  return flags.length === 0 ? null : flags.filter(Boolean).length / flags.length;
}

function meanOf(shares: readonly (number | null)[]): number | null {
  const known = shares.filter((share) => share !== null);
  return known.length === 0 ? null : known.reduce((sum, share) => sum + share, 0) / known.length;
}

function rounded(share: number | null): number | null {
  return share === null ? null : Math.round(share * 1000) / 1000;
}
