import type { parse as parseRecords } from 'csv-parse/sync';
import type { Table } from 'mdast';
import { decodeText } from './decode-text.ts';
import { DocumentError } from './document-error.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { positionOf } from './plain-blocks.ts';

/** Rows of a table with the line of the file that each ends in. @throws {@link DocumentError} */
export async function parseCsv(bytes: Uint8Array, delimiter: string): Promise<ParsedDocument> {
  const { parse } = await import('csv-parse/sync');
  const records = readRecords(parse, decodeText(bytes), delimiter);
  const [header, ...rows] = records;
  if (header === undefined || rows.length === 0) {
    throw new DocumentError('There is no row below its header.');
  }
  const lines = [writeRow(header.record), writeRow(header.record.map(() => '---'))];
  lines.push(...rows.map(({ record }) => writeRow(record)));
  const table: Table = { type: 'table', children: [], position: positionOf(1, lines.length) };
  return {
    text: lines.join('\n'),
    tree: { type: 'root', children: [table] },
    wordsOf: () => '',
    front: null,
    title: null,
    sourceLine: (line) => (line <= 2 ? 1 : (rows[line - 3]?.line ?? 1)),
  };
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly line: number;
}

function readRecords(
  parse: typeof parseRecords,
  text: string,
  delimiter: string,
): readonly CsvRecord[] {
  try {
    const records: CsvRecord[] = [];
    parse(text, {
      delimiter,
      skip_empty_lines: true,
      relax_quotes: true,
      on_record: (record: string[], { lines }) => void records.push({ record, line: lines }),
    });
    return records;
  } catch (error) {
    const line =
      error instanceof Error && 'lines' in error ? ` in line ${String(error.lines)}` : '';
    throw new DocumentError(
      `Its rows cannot be told apart${line}: every row has as many cells as the header.`,
    );
  }
}

function writeRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll(/\s+/g, ' ').trim().replaceAll('|', '\\|')).join(' | ')} |`;
}
