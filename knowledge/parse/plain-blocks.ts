import type { Heading, Node, RootContent } from 'mdast';
import type { TextWithBlocks } from './markdown-tree.ts';

/** A heading and what stands below it, none of it Markdown. */
export interface PlainSection {
  /** Null for what has no heading. */
  readonly heading: string | null;
  readonly text: string;
}

/** Text whose only structure is its headings and its empty lines: a `#` or an indented line in it means nothing. */
export function plainBlocks(sections: readonly PlainSection[]): TextWithBlocks {
  const lines: string[] = [];
  const children: RootContent[] = [];
  for (const { heading, text } of sections) {
    if (heading !== null) {
      lines.push(heading);
      children.push(headingAt(heading, lines.length));
    }
    const first = lines.length + 1;
    lines.push(...text.split('\n'));
    children.push(...paragraphs(lines, first));
  }
  return { text: lines.join('\n'), tree: { type: 'root', children }, wordsOf };
}

/** Where a block stands; only its lines are known. */
export function positionOf(first: number, last: number): NonNullable<Node['position']> {
  return { start: { line: first, column: 1 }, end: { line: last, column: 1 } };
}

function headingAt(words: string, line: number): Heading {
  const position = positionOf(line, line);
  return { type: 'heading', depth: 2, children: [{ type: 'text', value: words }], position };
}

function wordsOf({ children }: Heading): string {
  return children.map((child) => ('value' in child ? child.value : '')).join('');
}

function paragraphs(lines: readonly string[], from: number): readonly RootContent[] {
  const found: RootContent[] = [];
  let first = from;
  for (let at = from; at <= lines.length + 1; at += 1) {
    const isEnd = (lines[at - 1] ?? '').trim() === '';
    if (!isEnd) continue;
    if (first < at) {
      found.push({ type: 'paragraph', children: [], position: positionOf(first, at - 1) });
    }
    first = at + 1;
  }
  return found;
}
