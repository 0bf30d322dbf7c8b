import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Nodes, RootContent } from 'mdast';
import { describe, expect, it } from 'vitest';
import { cpuTimeOf } from '../../pipeline-server/test/cpu-time.ts';
import { splitFrontMatter } from '../parse/front-matter.ts';
import { openMarkdownReader } from '../parse/markdown-tree.ts';
import { LIMITS, type Limits } from './limits.ts';
import { linesOf, textOf } from './lines.ts';
import { type Piece, splitMarkdown } from './split-markdown.ts';

const reader = await openMarkdownReader();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SMALL: Limits = { aim: 60, most: 120 };

function ownDocuments(): readonly string[] {
  return ['.', 'docs', 'knowledge/sops', 'knowledge/incidents'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => path.join(folder, file)),
  );
}

function split(text: string, limits = LIMITS): readonly Piece[] {
  return splitMarkdown({ ...reader.read(text), title: null, fileName: 'file' }, limits);
}

/** Lines of the source that have to be in chunks: all but headings and blank ones. */
function linesWanted(text: string): readonly number[] {
  const headings = reader.read(text).tree.children.filter(({ type }) => type === 'heading');
  const outside = headings.map(linesOf);
  return text.split('\n').flatMap((line, index) => {
    const number = index + 1;
    const isOutside = outside.some(({ first, last }) => first <= number && number <= last);
    return line.trim() === '' || isOutside ? [] : [number];
  });
}

/**
 * What the pieces hold of each line, taken from their texts alone: whole lines where they say so, and parts of a line put
 * together again.
 */
function linesHeld(text: string, pieces: readonly Piece[]): ReadonlyMap<number, string> {
  const all = text.split('\n');
  const held = new Map<number, string>();
  for (const { lines, text: written } of pieces) {
    const whole = textOf(all, lines);
    if (written.includes(whole)) {
      for (let at = lines.first; at <= lines.last; at += 1) {
        expect(held.has(at), `line ${at} twice`).toBe(false);
        held.set(at, all[at - 1] ?? '');
      }
      continue;
    }
    expect(lines.first, 'only parts of one line differ from their lines').toBe(lines.last);
    const before = held.get(lines.first) ?? '';
    const rest = whole.slice(before.length);
    const part = written.split('\n').find((each) => each !== '' && rest.startsWith(each));
    held.set(lines.first, before + (part ?? ''));
  }
  return held;
}

function checkNothingLost(text: string, pieces: readonly Piece[]): void {
  const all = text.split('\n');
  const held = linesHeld(text, pieces);
  const lines = [...held.keys()].filter((line) => held.get(line)?.trim() !== '');
  expect(lines).toEqual(linesWanted(text));
  for (const line of lines) expect(held.get(line)?.trimEnd()).toBe(all[line - 1]?.trimEnd());
}

function checkLengths(pieces: readonly Piece[], limits: Limits): void {
  for (const { text } of pieces) {
    expect(text.length).toBeLessThanOrEqual(limits.most);
    expect(text.trim()).not.toBe('');
  }
}

/** Code that runs to the end of a piece without the line that closes it. */
function openFences(piece: Piece): readonly Nodes[] {
  return reader.read(piece.text).tree.children.filter((node) => {
    if (node.type !== 'code') return false;
    const { first, last } = linesOf(node);
    const lines = piece.text.split('\n').slice(first - 1, last);
    const marks = /^\s{0,3}(`{3,}|~{3,})/.exec(lines[0] ?? '')?.[1];
    if (marks === undefined) return false;
    return lines.length < 2 || !lines.at(-1)?.trimStart().startsWith(marks);
  });
}

/** Blocks and steps of the document that are short enough to stay whole. */
function shortBlocks(text: string, { most }: Limits): readonly RootContent[] {
  const all = text.split('\n');
  const blocks = reader.read(text).tree.children.flatMap((node): readonly RootContent[] => {
    if (node.type === 'list') return node.children;
    return node.type === 'code' || node.type === 'table' ? [node] : [];
  });
  return blocks.filter((node) => textOf(all, linesOf(node)).length <= most - 10);
}

function checkBlocksWhole(text: string, pieces: readonly Piece[], limits: Limits): void {
  for (const block of shortBlocks(text, limits)) {
    const { first, last } = linesOf(block);
    if (textOf(text.split('\n'), { first, last }).trim() === '') continue;
    const holding = pieces.filter(({ lines }) => lines.first <= last && lines.last >= first);
    expect(holding.length, `${block.type} at line ${first}`).toBe(1);
  }
}

function checkAll(text: string, limits: Limits): void {
  const pieces = split(text, limits);
  checkNothingLost(text, pieces);
  checkLengths(pieces, limits);
  checkBlocksWhole(text, pieces, limits);
  expect(pieces.flatMap(openFences)).toEqual([]);
}

const word = fc.constantFrom(
  'restart',
  'the',
  'node',
  'kubectl get pods',
  'ü',
  '👩‍🚒',
  'a|b',
  '`x`',
);
const line = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
const code = fc
  .tuple(
    fc.constantFrom('```', '~~~', '````', '```yaml'),
    fc.array(
      fc.tuple(fc.nat(9), line).map(([indent, text]) => ' '.repeat(indent) + text),
      {
        maxLength: 12,
      },
    ),
  )
  .map(([fence, lines]) => [fence, ...lines, fence.replace('yaml', '')].join('\n'));
const table = fc
  .array(
    line.map((text) => `| ${text} | b |`),
    { maxLength: 8 },
  )
  .map((rows) => ['| a | b |', '|---|---|', ...rows].join('\n'));
const paragraph = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));
const inner = fc.oneof(paragraph, code, table);
const item = fc
  .tuple(
    fc.constantFrom('1. ', '12. ', '- ', '* '),
    fc.array(inner, { minLength: 1, maxLength: 3 }),
  )
  .map(
    ([marker, blocks]) =>
      marker + blocks.join('\n\n').replaceAll('\n', `\n${' '.repeat(marker.length)}`),
  );
const list = fc.array(item, { minLength: 1, maxLength: 5 }).map((items) => items.join('\n'));
const quote = inner.map((text) => `> ${text.replaceAll('\n', '\n> ')}`);
const heading = fc
  .tuple(fc.integer({ min: 1, max: 6 }), line)
  .map(([depth, text]) => `${'#'.repeat(depth)} ${text}`);
const underlined = line.map((text) => `${text}\n===`);
const unusual = fc.constantFrom(
  '<div>\nx\n</div>',
  '---',
  '    indented\n    code',
  '[a]: https://b',
  '```\nnot closed',
);
const markdown = fc
  .array(fc.oneof(heading, underlined, inner, list, quote, unusual), { maxLength: 14 })
  .map((blocks) => blocks.join('\n\n'));
const noise = fc.string({
  unit: fc.constantFrom(
    '#',
    '`',
    '~',
    '-',
    '>',
    '|',
    ':',
    '.',
    ' ',
    '1',
    '\t',
    'a',
    'b',
    '\n',
    '\n\n',
  ),
  maxLength: 400,
});

describe('a document that is cut', () => {
  it.each([
    ['written Markdown', markdown, LIMITS],
    ['written Markdown in small pieces', markdown, SMALL],
    ['anything', noise, SMALL],
  ])('loses nothing, keeps its lines and cuts no block: %s', (_, texts, limits) => {
    fc.assert(
      fc.property(texts, (text) => checkAll(text, limits)),
      { numRuns: 150 },
    );
  });

  it.each(ownDocuments())('loses nothing of %s', (file) => {
    checkAll(splitFrontMatter(readFileSync(path.join(ROOT, file), 'utf8')).body, LIMITS);
  });
});

const RUNBOOK = `


Before any heading.

# NAT gateways

## Steps

1. Look:

   \`\`\`bash
   aws ec2 describe-nat-gateways \\
     --filter Name=state,Values=available
   \`\`\`

2. Decide.

### Steps

Again.

## **Bold** \`code\`

Underlined
----------

Last.
`;

describe('the pieces of a document', () => {
  it('say under which headings and in which lines they stand', () => {
    expect(
      split(RUNBOOK).map(({ headings, anchor, lines }) => [
        headings.join(' > '),
        anchor,
        lines.first,
        lines.last,
      ]),
    ).toEqual([
      ['NAT gateways', 'top', 4, 4],
      ['NAT gateways > Steps', 'steps', 10, 17],
      ['NAT gateways > Steps > Steps', 'steps-1', 21, 21],
      ['NAT gateways > Underlined', 'underlined', 28, 28],
    ]);
  });

  it('have the title that the document gives itself above all headings', () => {
    const text = '# Other\n\nText.';
    const document = { ...reader.read(text), title: 'Own', fileName: 'file' };
    expect(splitMarkdown(document)).toMatchObject([{ headings: ['Own', 'Other'] }]);
    expect(split('Text.')).toMatchObject([{ headings: ['file'] }]);
  });

  it('keep a sentence with the block that it leads to', () => {
    const filler = 'x '.repeat(30);
    const text = `${filler}\n\nRun this:\n\n\`\`\`\n${filler}\n\`\`\``;
    expect(split(text, SMALL).map((piece) => piece.text.split('\n')[0])).toEqual([
      filler,
      'Run this:',
    ]);
  });

  it('open the fence of long code again, with its margin', () => {
    const text = `1. \`\`\`yaml\n${'   key: value-of-the-key\n'.repeat(8)}   \`\`\``;
    const pieces = split(text, SMALL).map((piece) => piece.text);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces[0]).toMatch(/^1\. ```yaml\n {3}key: value-of-the-key\n {3}```$/);
    for (const piece of pieces.slice(1))
      expect(piece).toMatch(/^ {3}```yaml\n {3}key[\s\S]*\n {3}```$/);
  });

  it('repeat the header of a long table', () => {
    const text = `| a | b |\n|---|---|\n${'| a value | another value |\n'.repeat(9)}`;
    for (const { text: piece } of split(text, SMALL)) expect(piece).toMatch(/^\| a \| b \|\n\|---/);
  });

  it('close a fence that nobody closed', () => {
    expect(split('```bash\nls')).toMatchObject([{ text: '```bash\nls\n```' }]);
  });

  it('cut a line without spaces, but no character', () => {
    const pieces = split('🚒'.repeat(1500));
    expect(pieces.map(({ text }) => text).join('')).toBe('🚒'.repeat(1500));
    for (const { text } of pieces) expect(text).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
  });

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['emphasis', '*a '.repeat(100_000)],
    ['fences', '```\n'.repeat(19_000)],
    ['tables', '|a|b|\n|-|-|\n'.repeat(5_000)],
  ])('are made in reasonable time of %s', (_, text) => {
    expect(cpuTimeOf(() => split(text))).toBeLessThan(10_000);
  });
});
