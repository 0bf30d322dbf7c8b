import { stripVTControlCharacters, styleText } from 'node:util';
import Table from 'cli-table3';
import type { Block, Fact, Inline, TableBlock, Text } from '../flows/xops/document.ts';
import type { Terminal } from './terminal.ts';

type Style = Pick<Terminal, 'columns' | 'styled'>;

const NARROWEST_COLUMN = 6;

/** Controls and bidirectional overrides: data must not move the cursor, recolour or reorder the screen. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}]/gu;

/** Renders an answer for a terminal. */
export function renderTerminal(blocks: readonly Block[], style: Style): string {
  return `${blocks.map((block) => renderBlock(block, style)).join('\n\n')}\n`;
}

function renderBlock(block: Block, style: Style): string {
  switch (block.kind) {
    case 'lead':
    case 'paragraph':
      return wrap(renderText(block.text, style), style.columns);
    case 'heading':
      return emphasize(printable(block.text), style, 'underline');
    case 'list':
      return block.items
        .map((item, index) => {
          const mark = block.ordered ? `${index + 1}. ` : '- ';
          return hang(mark, renderText(item, style), style);
        })
        .join('\n');
    case 'facts':
      return block.facts.map((fact) => renderFact(fact, style)).join('\n');
    case 'code':
      return block.text.replace(UNPRINTABLE, '');
    case 'table':
      return renderTable(block, style);
  }
}

function renderText(text: Text, style: Style): string {
  return text.map((run) => renderInline(run, style)).join('');
}

function renderInline(run: Inline, style: Style): string {
  if (typeof run === 'string') return printable(run);
  if ('strong' in run) return emphasize(printable(run.strong), style, 'bold');
  const code = printable(run.code);
  return style.styled ? emphasize(code, style, 'cyan') : `"${code}"`;
}

function renderFact(fact: Fact, style: Style): string {
  const label = `${fact.label}: `;
  const text = hang(label, renderText(fact.text, style), style);
  return emphasize(label, style, 'dim') + text.slice(label.length);
}

function emphasize(text: string, style: Style, how: 'bold' | 'cyan' | 'dim' | 'underline'): string {
  return style.styled ? styleText(how, text, { validateStream: false }) : text;
}

function printable(text: string): string {
  return text.replace(/\s+/g, ' ').replace(UNPRINTABLE, '');
}

/** Writes text behind a mark, further lines set in below it. */
function hang(mark: string, text: string, style: Style): string {
  const indent = ' '.repeat(Math.min(mark.length, 4));
  const lines = wrap(mark + text, style.columns - indent.length).split('\n');
  return lines.join(`\n${indent}`);
}

/** Breaks at spaces, and within words that are too long for a line. Styling takes no room on the screen. */
function wrap(text: string, columns: number): string {
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

function pieces(word: string, columns: number): readonly string[] {
  if (width(word) <= columns || word.includes('\u001b')) return [word];
  return word.match(new RegExp(`.{1,${Math.max(1, columns)}}`, 'gu')) ?? [word];
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

function renderTable(block: TableBlock, style: Style): string {
  const rows = block.rows.map((row) => row.map(printable));
  const natural = block.columns.map((column, index) =>
    Math.max(width(column.title), ...rows.map((row) => width(row[index] ?? ''))),
  );
  const widths = fitWidths(natural, style.columns);
  const table = new Table({
    head: block.columns.map((column, index) =>
      emphasize(wrap(printable(column.title), widths[index] ?? 0), style, 'bold'),
    ),
    colAligns: block.columns.map((column) => column.align),
    colWidths: widths.map((each) => each + 2),
    chars: RULES,
    style: { head: [], border: [] },
  });
  const fitted = rows.map((row) => row.map((cell, index) => wrap(cell, widths[index] ?? 0)));
  table.push(
    widths.map((each) => '─'.repeat(each)),
    ...fitted,
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

/** Takes from the widest column until the table fits. */
export function fitWidths(natural: readonly number[], columns: number): readonly number[] {
  const widths = [...natural];
  const frame = natural.length * 3 - 1;
  let excess = widths.reduce((sum, each) => sum + each, 0) + frame - columns;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const current = widths[widest] ?? 0;
    if (current <= NARROWEST_COLUMN) break;
    widths[widest] = current - 1;
    excess -= 1;
  }
  return widths;
}
