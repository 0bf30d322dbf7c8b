import type { ToolAnswer, ToolResult, ToolRow } from '../../pipeline-server/contracts/tool.ts';
import type { KeptRows } from './row-handles.ts';

/** Characters of rows in one answer: about 4,000 tokens. */
const MOST_CHARACTERS = 16_000;

/** Which rows of an answer to give. */
export interface RowPage {
  readonly offset: number;
  readonly limit: number;
  /** The handle that keeps the rows; asked for only where there are more. */
  readonly handle: () => string;
}

/** The part of an answer that is rows, and where the next part begins. */
export type PagedRows = Pick<ToolAnswer, 'columns' | 'rows' | 'total' | 'next'>;

/** The rows of a page, fewer where they would be too much text for a model; always at least one. */
export function pageRows(kept: KeptRows, { offset, limit, handle }: RowPage): PagedRows {
  const { columns, rows, total } = kept;
  const fitting = fittingRows(rows.slice(offset, offset + limit));
  const end = offset + fitting.length;
  const next = end < rows.length ? { tool: 'get_rows', handle: handle(), offset: end } : null;
  return { columns: [...columns], rows: fitting, total, ...(next === null ? {} : { next }) };
}

function fittingRows(rows: readonly ToolRow[]): ToolRow[] {
  let characters = 0;
  const tooMuch = rows.findIndex((row, index) => {
    characters += JSON.stringify(row).length;
    return index > 0 && characters > MOST_CHARACTERS;
  });
  return tooMuch === -1 ? [...rows] : rows.slice(0, tooMuch);
}

/** An answer that is rows and a sentence, without an analysis behind it. */
export function answerWithRows(
  paged: PagedRows,
  words: { readonly summary: string; readonly source: string; readonly notes?: string[] },
): ToolResult {
  const { summary, source, notes = [] } = words;
  return { answer: { summary, source, figures: [], ...paged, notes }, drawHtml: null };
}
