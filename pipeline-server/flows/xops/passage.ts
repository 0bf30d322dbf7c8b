import { breakTags, INVISIBLE } from './inert-text.ts';

const FENCE = /^( *)(`{3,}|~{3,})/;
const LIST_ITEM = /^( *)(?:[-*+]|\d{1,9}[.)]) +/;
/** Code within a line: its fences are of one length, and nothing else than code stands between them. */
const CODE = /((?<![`\\])(`+)[^`]+\2(?!`))/;

/**
 * Writes markdown of a document into an answer: its lists, tables, emphasis and code as they are; links, images, HTML, formulas and
 * bare addresses as plain text, so that a document can neither lead a reader away nor have a browser fetch something. What is not
 * code beyond doubt is taken for text.
 */
export function renderPassage(markdown: string): string {
  let fence = '';
  let items: readonly number[] = [];
  const lines = splitLines(markdown).map((line) => {
    if (fence !== '') {
      if (closes(line, fence)) fence = '';
      return verbatim(line);
    }
    items = openItems(line, items);
    fence = opens(line, items);
    return fence === '' ? inertLine(line) : verbatim(line);
  });
  return [...lines, ...(fence === '' ? [] : [fence])].join('\n');
}

function splitLines(markdown: string): readonly string[] {
  return markdown.replaceAll(/\r\n?/g, '\n').replaceAll('\t', '    ').split('\n');
}

/** Where the content of the list items begins that a line may belong to. */
function openItems(line: string, items: readonly number[]): readonly number[] {
  const item = LIST_ITEM.exec(line);
  if (item !== null) return [...items, item[0].length];
  return /^\S/.test(line) ? [] : items;
}

/** The mark of a fence that opens here; further in than a list item reaches it would be something else. */
function opens(line: string, items: readonly number[]): string {
  const [, indent = '', mark = ''] = FENCE.exec(line) ?? [];
  const isBlock = [0, ...items].some(
    (start) => indent.length >= start && indent.length < start + 4,
  );
  return isBlock && !(mark.startsWith('`') && line.trim().slice(mark.length).includes('`'))
    ? mark
    : '';
}

function closes(line: string, fence: string): boolean {
  const bare = line.trim();
  return bare.startsWith(fence) && bare.replaceAll(fence.charAt(0), '') === '';
}

function verbatim(text: string): string {
  return breakTags(text.replace(INVISIBLE, ' '));
}

/** A heading within a passage would look like one of the answer. */
function inertLine(line: string): string {
  return line
    .replace(/^#{1,6} (.*)$/, '**$1**')
    .split(CODE)
    .map((part, index) => lineParts(part, index % 3))
    .join('');
}

/** Splitting gives a text, a code with its fences, and its fence alone, in turns. */
function lineParts(part: string, turn: number): string {
  if (turn === 2) return '';
  return turn === 1 ? verbatim(part) : inertText(verbatim(part));
}

function inertText(text: string): string {
  return text
    .replace(/\\(?=[()[\]])/g, '＼')
    .replace(/`/g, "'")
    .replace(/[<>${}]/g, '\\$&')
    .replace(/!(?=\[)/g, '\\!')
    .replace(/\](?=[([:])/g, '\\]')
    .replace(/:\/\//g, ':\\//')
    .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}\\.`)
    .replace(/(?<=\S)@(?=\S)/g, '\\@');
}
