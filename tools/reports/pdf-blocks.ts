import type { Content } from 'pdfmake/interfaces.js';
import type { Block, Fact, Inline, Text } from '../../pipeline-server/contracts/document.ts';
import type { PdfFont } from './pdf-font.ts';
import { pdfTable } from './pdf-table.ts';

/** Where blocks are laid out. */
export interface PdfPage {
  readonly font: PdfFont;
  /** Width of the text in points. */
  readonly width: number;
}

/** Blocks as pdfmake's content. Text reaches it as plain strings, which it never interprets. */
export function pdfBlocks(blocks: readonly Block[], page: PdfPage): Content[] {
  return blocks.map((block) => pdfBlock(block, page));
}

function pdfBlock(block: Block, page: PdfPage): Content {
  const { font } = page;
  switch (block.kind) {
    case 'lead':
      return { text: runs(block.text, font), fontSize: 10.5, margin: [0, 2, 0, 6] };
    case 'paragraph':
      return { text: runs(block.text, font), margin: [0, 0, 0, 5] };
    case 'heading':
      return heading(block.text, font, 11);
    case 'list':
      return list(block, font);
    case 'facts':
      return { stack: block.facts.map((fact) => factLine(fact, font)), margin: [0, 2, 0, 6] };
    case 'code':
    case 'passage':
      return { text: font.printable(block.text), background: '#f2f4f6', margin: [0, 2, 0, 6] };
    case 'table':
      return pdfTable(block, page.width, font);
  }
}

/** Room that a heading needs below it: it never ends a page. In points. */
const ROOM_BELOW = 60;

/** A heading that moves to the next page with what follows it: it claims room below and gives it back. */
export function heading(text: string, font: PdfFont, fontSize = 13): Content {
  const title: Content = {
    text: font.printable(text),
    bold: true,
    fontSize,
    color: '#1f4e79',
    margin: [0, 10, 0, ROOM_BELOW],
  };
  return [
    { unbreakable: true, stack: [title] },
    { text: '', fontSize: 1, margin: [0, 4 - ROOM_BELOW, 0, 0] },
  ];
}

function list(block: Extract<Block, { kind: 'list' }>, font: PdfFont): Content {
  const items = block.items.map((item): Content => ({ text: runs(item, font) }));
  const margin: [number, number, number, number] = [4, 0, 0, 6];
  return block.ordered ? { ol: items, margin } : { ul: items, margin };
}

function factLine({ label, text }: Fact, font: PdfFont): Content {
  const marked: Content = { text: `${font.printable(label)}: `, bold: true };
  return { text: [marked, ...runs(text, font)], margin: [0, 0, 0, 2] };
}

function runs(text: Text, font: PdfFont): Content[] {
  return text.map((run) => inline(run, font));
}

function inline(run: Inline, font: PdfFont): Content {
  if (typeof run === 'string') return { text: font.printable(run) };
  if ('strong' in run) return { text: font.printable(run.strong), bold: true };
  return { text: font.printable('code' in run ? run.code : run.link) };
}
