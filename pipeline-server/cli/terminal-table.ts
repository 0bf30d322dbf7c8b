import Table from 'cli-table3';
import type { TableBlock, TableColumn } from '../flows/xops/document.ts';
import type { Style } from './terminal-text.ts';
import { emphasize, printable, width, wrap } from './terminal-text.ts';

/** Words longer than this may be broken. */
const LONGEST_WORD = 26;
const NARROWEST_COLUMN = 6;
/** Between columns: one space of padding on either side, and one for the separator. */
const GAP = 3;

interface FittedColumn extends TableColumn {
  readonly cells: readonly string[];
  /** Room for the longest cell. */
  readonly natural: number;
  /** Room without breaking words or figures. */
  readonly least: number;
}

/** Renders a table that fits the terminal: columns that are not essential give way first, then words are broken. */
export function renderTable(block: TableBlock, style: Style): string {
  const all = block.columns.map((column, index) => fittedColumn(column, cellsOf(block, index)));
  const columns = fittingColumns(all, style.columns);
  const left = all.filter((column) => !columns.includes(column)).map(({ title }) => title);
  const note =
    left.length === 0 ? '' : `\n(Too narrow for: ${left.join(', ')}; --json has everything.)`;
  return `${drawTable(columns, style)}${note}`;
}

function cellsOf(block: TableBlock, index: number): readonly string[] {
  return block.rows.map((row) => printable(row[index] ?? ''));
}

function fittedColumn(column: TableColumn, cells: readonly string[]): FittedColumn {
  const title = printable(column.title);
  const natural = Math.max(width(title), ...cells.map(width));
  const unbroken = column.align === 'right' ? cells : cells.flatMap((cell) => cell.split(' '));
  const words = [...title.split(' '), ...unbroken].map(width);
  const longest = column.align === 'right' ? Number.POSITIVE_INFINITY : LONGEST_WORD;
  return { ...column, title, cells, natural, least: Math.min(longest, Math.max(...words)) };
}

/** Leaves columns out, from the right, until the rest fits without broken words. */
function fittingColumns(all: readonly FittedColumn[], room: number): readonly FittedColumn[] {
  const kept = [...all];
  while (kept.reduce((sum, { least }) => sum + least + GAP, 0) - 1 > room) {
    const last = kept.findLastIndex((column) => !column.essential);
    if (last === -1) break;
    kept.splice(last, 1);
  }
  return kept;
}

function drawTable(columns: readonly FittedColumn[], style: Style): string {
  const widths = fitWidths(columns, style.columns);
  const table = new Table({
    head: columns.map(({ title }, index) =>
      emphasize(wrap(title, widths[index] ?? 0), style, 'bold'),
    ),
    colAligns: columns.map(({ align }) => align),
    colWidths: widths.map((each) => each + 2),
    chars: RULES,
    style: { head: [], border: [] },
  });
  const fitted = columns.map(({ cells }, index) => {
    return cells.map((cell) => wrap(cell, widths[index] ?? 0));
  });
  const rows = (columns[0]?.cells ?? []).map((_, row) => fitted.map((cells) => cells[row] ?? ''));
  table.push(
    widths.map((each) => '─'.repeat(each)),
    ...rows,
  );
  return table.toString();
}

/** No frame and no rules between rows: a long table stays readable. */
const RULES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

/** Takes from the widest column until the table fits; words are broken only where nothing else helps. */
export function fitWidths(
  columns: readonly { readonly natural: number; readonly least: number }[],
  room: number,
): readonly number[] {
  const widths = columns.map(({ natural }) => natural);
  const floors = [columns.map(({ least }) => least), columns.map(() => NARROWEST_COLUMN)];
  for (const floor of floors) shrink(widths, floor, room - columns.length * GAP + 1);
  return widths;
}

function shrink(widths: number[], floor: readonly number[], room: number): void {
  for (let excess = widths.reduce((sum, each) => sum + each, 0) - room; excess > 0; excess -= 1) {
    const spare = widths.map((each, index) => (each > (floor[index] ?? 0) ? each : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
