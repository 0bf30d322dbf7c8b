import type { Cell, CellStyle, WriteSheet } from 'hucre/xlsx';
import { rangeRef } from 'hucre/xlsx';
import { inertCell } from './neutral-text.ts';

/** A value of a cell. Text is made inert, whatever it holds. */
export type GridValue = string | number | Date | null;

/** One column: its title and how its values are shown. */
export interface GridColumn {
  readonly title: string;
  /** Excel's number format; `@` is text. */
  readonly format: string;
}

/** A sheet with one row of titles and rows of values below it. */
export interface Grid {
  readonly name: string;
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly GridValue[])[];
  /** Formats of single cells that differ from their column's, by row and column from 0. */
  readonly formats?: ReadonlyMap<string, string>;
}

/** The key of a cell in {@link Grid.formats}. */
export function cellKey(row: number, column: number): string {
  return `${row},${column}`;
}

/** Excel's own limits, one row left for the titles. */
const MOST_ROWS = 1_048_575;
const LONGEST_TEXT = 32_000;
const NARROWEST = 9;
const WIDEST = 60;
/** Rows that are looked at to choose the width of a column. */
const MEASURED_ROWS = 200;

const TITLE: CellStyle = {
  numFmt: '@',
  font: { bold: true, color: { rgb: 'FFFFFF' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: '1F4E79' } },
  alignment: { vertical: 'center', wrapText: true },
};

/** Makes the sheet: titles frozen and filtered, one number format per column, printed in landscape. */
export function gridSheet(grid: Grid): WriteSheet {
  const rows = grid.rows.slice(0, MOST_ROWS);
  const titles = grid.columns.map(({ title }) => cellText(title));
  return {
    name: grid.name,
    columns: grid.columns.map(({ format }, index) => ({
      width: widthOf(titles[index] ?? '', rows, index),
      style: { numFmt: format, alignment: { vertical: 'top', wrapText: format === '@' } },
    })),
    rows: [titles, ...rows.map((row) => row.map(cellValue))],
    cells: styledCells(grid),
    freezePane: { rows: 1 },
    autoFilter: { range: rangeRef(0, 0, rows.length, titles.length - 1) },
    pageSetup: {
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '$1:$1',
    },
  };
}

function styledCells({ columns, formats }: Grid): Map<string, Partial<Cell>> {
  const titles = columns.map((_, index) => [cellKey(0, index), { style: TITLE }] as const);
  const others = [...(formats ?? [])].map(([key, numFmt]) => {
    const [row = 0, column = 0] = key.split(',').map(Number);
    return [cellKey(row + 1, column), { style: { numFmt } }] as const;
  });
  return new Map([...titles, ...others]);
}

function cellValue(value: GridValue): GridValue {
  if (typeof value === 'string') return cellText(value);
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function cellText(text: string): string {
  const inert = inertCell(text);
  return inert.length > LONGEST_TEXT ? `${inert.slice(0, LONGEST_TEXT)}…` : inert;
}

function widthOf(title: string, rows: Grid['rows'], column: number): number {
  const lengths = rows.slice(0, MEASURED_ROWS).map((row) => shownLength(row[column] ?? null));
  return Math.min(WIDEST, Math.max(NARROWEST, title.length + 3, ...lengths) + 2);
}

function shownLength(value: GridValue): number {
  if (value === null) return 0;
  if (value instanceof Date) return 16;
  return typeof value === 'number' ? value.toFixed(2).length + 4 : value.length;
}
