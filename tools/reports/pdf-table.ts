import type { Content, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js';
import type { TableBlock } from '../../pipeline-server/contracts/document.ts';
import type { PdfFont } from './pdf-font.ts';

const FONT_SIZE = 7.5;
const PADDING = 4;
/** Bold titles are wider than the regular font that widths are measured in. */
const BOLD = 1.12;
const NARROWEST = 30;
const WIDEST = 330;
/** A row that is kept on one page must fit one: the library drops what does not. */
const MOST_UNBROKEN_LINES = 20;

const HEADER_FILL = '#e8eef4';
const RULE = '#c3ccd6';

/** Thin rules between rows; the row of titles stands on a ground of its own. */
const LAYOUT: CustomTableLayout = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0,
  hLineColor: () => RULE,
  fillColor: (row) => (row === 0 ? HEADER_FILL : null),
  paddingLeft: () => PADDING,
  paddingRight: () => PADDING,
  paddingTop: () => 2.5,
  paddingBottom: () => 2.5,
};

/** Lays a table out: as wide as its texts where they fit `room` points, its titles repeated on every page. */
export function pdfTable(table: TableBlock, room: number, font: PdfFont): Content {
  const titles = table.columns.map(({ title }) => font.printable(title));
  const rows = table.rows.map((row) => row.map((cell) => font.printable(cell)));
  const natural = titles.map((title, index) => {
    const cells = rows.map((row) => font.widthOf(row[index] ?? ''));
    const widest = cells.reduce((most, width) => Math.max(most, width), font.widthOf(title) * BOLD);
    return Math.min(WIDEST, Math.max(NARROWEST, widest * FONT_SIZE + 1));
  });
  const widths = fitWidths(natural, room - titles.length * 2 * PADDING);
  const alignments = table.columns.map(({ align }) => align);
  const cellsOf = (texts: readonly string[], bold: boolean): TableCell[] =>
    texts.map((text, index) => ({ text, bold, alignment: alignments[index] ?? 'left' }));
  return {
    table: {
      headerRows: 1,
      dontBreakRows: rows.every((row) => linesOf(row, widths, font) <= MOST_UNBROKEN_LINES),
      widths,
      body: [cellsOf(titles, true), ...rows.map((row) => cellsOf(row, false))],
    },
    layout: LAYOUT,
    fontSize: FONT_SIZE,
    margin: [0, 4, 0, 8],
  };
}

/** Lines that a row will need, or one or two fewer. */
function linesOf(row: readonly string[], widths: readonly number[], font: PdfFont): number {
  const lines = row.map((text, index) => {
    return (font.widthOf(text) * FONT_SIZE) / (widths[index] ?? WIDEST);
  });
  return Math.max(0, ...lines);
}

/** Widths that fit: the widest give way until all are within one bound that uses up the room. */
export function fitWidths(natural: readonly number[], room: number): number[] {
  const ascending = natural.toSorted((a, b) => a - b);
  let left = room;
  for (const [index, width] of ascending.entries()) {
    const share = left / (ascending.length - index);
    if (width > share) return natural.map((each) => Math.min(each, share));
    left -= width;
  }
  return [...natural];
}
