import type { Code, Table } from 'mdast';
import {
  type Atom,
  type Cutting,
  cutFramed,
  cutLines,
  type Frame,
  leavesRoom,
  wholeAtom,
} from './atom.ts';
import { type Lines, linesOf, type Part, partsOf, textOf } from './lines.ts';

/** Lists and quotes within each other are taken apart no further. */
const DEEPEST = 20;

const CONTAINERS: ReadonlySet<string> = new Set(['list', 'listItem', 'blockquote']);

/** Takes a block apart as far as its length asks for: lists between their steps, steps between their blocks, code and tables between their lines. */
export function cutBlock(cutting: Cutting, part: Part, depth = 0): readonly Atom[] {
  const { block, lines } = part;
  const { aim, most } = cutting.limits;
  const whole = wholeBlock(cutting, part);
  if (whole.text.length <= (block.type === 'list' ? aim : most)) return [whole];
  if (block.type === 'code') return cutCode(cutting, block, lines);
  if (block.type === 'table') return cutTable(cutting, block, lines);
  const inner = depth < DEEPEST && 'children' in block ? partsOf(block.children, lines) : [];
  if (!CONTAINERS.has(block.type) || inner.length === 0) return cutLines(cutting, lines);
  return inner.flatMap((part) => cutBlock(cutting, part, depth + 1));
}

function wholeBlock(cutting: Cutting, { block, lines }: Part): Atom {
  const atom = wholeAtom(cutting, lines);
  const fence = block.type === 'code' ? fenceOf(cutting, block) : null;
  return fence === null ? atom : closed(atom, fence);
}

/** A fence is opened and closed again around every part, so that none of them reads as prose. */
function cutCode(cutting: Cutting, block: Code, lines: Lines): readonly Atom[] {
  const fence = fenceOf(cutting, block);
  if (fence === null) return cutLines(cutting, lines);
  const { last } = linesOf(block);
  const atoms = cutFramed(cutting, { first: lines.first, last }, fence);
  const end = atoms.at(-1);
  return [
    ...atoms.slice(0, -1),
    ...(end === undefined ? [] : [closed(end, fence)]),
    ...cutLines(cutting, { first: last + 1, last: lines.last }),
  ];
}

function cutTable(cutting: Cutting, block: Table, lines: Lines): readonly Atom[] {
  const { first } = linesOf(block);
  const header = textOf(cutting.all, { first, last: first + 1 });
  return cutFramed(cutting, lines, { opening: `${header}\n`, closing: '' });
}

interface Fence extends Frame {
  /** False for one that runs to the end of its document. */
  readonly isClosed: boolean;
}

/** The line that opens a block of code, as it would be written alone, and the one that closes it; null for code that is only indented, and for fences that leave no room for code. */
function fenceOf({ text, all, limits }: Cutting, { position }: Code): Fence | null {
  const start = position?.start.offset ?? 0;
  const [line = ''] = text.slice(start, position?.end.offset).split('\n', 1);
  const marks = /^(?:`{3,}|~{3,})/.exec(line)?.[0];
  if (position === undefined || marks === undefined) return null;
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const margin = before.replaceAll(/[^>\s]/g, ' ');
  const isQuoted = margin.includes('>');
  const last = all[position.end.line - 1] ?? '';
  const end = last.replace(isQuoted ? /^[>\s]+/ : /^\s+/, '').trimEnd();
  const isClosed =
    position.end.line > position.start.line &&
    end.startsWith(marks) &&
    end === marks[0]?.repeat(end.length);
  const fence = { opening: `${margin}${line}\n`, closing: `\n${margin}${marks}`, isClosed };
  return leavesRoom(fence, limits) ? fence : null;
}

/** A fence that nobody closed is closed, so that it does not swallow what is put behind it. */
function closed(atom: Atom, { isClosed, closing }: Fence): Atom {
  return isClosed ? atom : { ...atom, text: `${atom.text}${closing}`, isWhole: false };
}
