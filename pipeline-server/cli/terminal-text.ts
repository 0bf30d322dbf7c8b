import { stripVTControlCharacters, styleText } from 'node:util';
import type { Terminal } from './terminal.ts';

/** What rendering needs to know of a terminal. */
export type Style = Pick<Terminal, 'columns' | 'styled'>;

const CONTROLS = /(?!\n)[\p{Cc}\p{Cf}]/gu;

/** Text without controls and bidirectional overrides: data must not move the cursor, recolour or reorder the screen. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}

/** Text as one line. */
export function printable(text: string): string {
  return withoutControls(text.replace(/\s+/g, ' '));
}

/** Styles text where the terminal can show it. */
export function emphasize(
  text: string,
  style: Style,
  how: 'bold' | 'cyan' | 'dim' | 'underline',
): string {
  return style.styled ? styleText(how, text, { validateStream: false }) : text;
}

/** Room on the screen; our own styling takes none. */
export function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** Breaks at spaces, and within words that are too long for a line. */
export function wrap(text: string, columns: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, columns))) {
    if (line !== '' && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

/** Cuts a word where it is jointed, else at the edge. A styled word is left whole: its escape sequence would be cut. */
function pieces(word: string, columns: number): readonly string[] {
  if (width(word) <= columns || word.includes('\u001b')) return [word];
  const room = Math.max(1, columns);
  const joint = /^.*[-/:._]/u.exec(word.slice(0, room))?.[0] ?? '';
  const head = joint.length > room / 2 ? joint : word.slice(0, room);
  return [head, ...pieces(word.slice(head.length), columns)];
}
