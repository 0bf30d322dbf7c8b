/** Characters that begin a formula in a spreadsheet, full-width ones included (OWASP, CSV Injection). */
const FORMULA = '[=+\\-@＝＋－＠]';
const FORMULA_AT_START = new RegExp(`^[\\s"]*${FORMULA}|^[\\t\\r\\n]`, 'u');
/** Where a spreadsheet that separates by semicolons or ignores quotes would see a cell begin. */
const FORMULA_AFTER_SEPARATOR = new RegExp(`([;\\t\\r\\n]["' ]*)(?=${FORMULA})`, 'gu');

const CONTROLS = /(?![\t\r\n])\p{Cc}|[\uFFFE\uFFFF]/gu;
const FORMATTING = /[\p{Cf}\u2028\u2029]/gu;

/**
 * Text without control characters (tab and line ends stay) and without what reorders or hides text: bidirectional
 * overrides, zero-width characters, byte order marks.
 */
export function visibleText(text: string): string {
  return text.replace(CONTROLS, ' ').replace(FORMATTING, '');
}

/** Visible text on one line. */
export function lineText(text: string): string {
  return visibleText(text).replace(/\s+/gu, ' ');
}

/** Text that no spreadsheet runs as a formula: an apostrophe stands before what would begin one. */
export function inertCell(text: string): string {
  const visible = visibleText(text);
  return FORMULA_AT_START.test(visible) ? `'${visible}` : visible;
}

/** The same for a file of separated values, in which a cell may also begin where its reader thinks that one does. */
export function inertCsvCell(text: string): string {
  return inertCell(text).replace(FORMULA_AFTER_SEPARATOR, "$1'");
}
