import type { Node, RootContent } from 'mdast';

/** Lines of a text, counted from 1, both inclusive. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** Where a block stands. */
export function linesOf({ position }: Pick<Node, 'position'>): Lines {
  if (position === undefined) throw new TypeError('A block that was parsed has a position.');
  return { first: position.start.line, last: position.end.line };
}

/** The lines as they are written. @param all every line of the text */
export function textOf(all: readonly string[], { first, last }: Lines): string {
  return all.slice(first - 1, last).join('\n');
}

/** Without the blank lines at either end; null when there are no others. */
export function withoutBlankEnds(all: readonly string[], lines: Lines): Lines | null {
  let { first, last } = lines;
  while (first <= last && isBlank(all[first - 1])) first += 1;
  while (last >= first && isBlank(all[last - 1])) last -= 1;
  return first > last ? null : { first, last };
}

/** A part of a block, and the lines from where it begins to where the next one does. */
export interface Part {
  readonly block: RootContent;
  readonly lines: Lines;
}

/** The parts of a block with their lines, which together are the lines of the block. */
export function partsOf(blocks: readonly RootContent[], within: Lines): readonly Part[] {
  return blocks.map((block, index) => {
    const next = blocks[index + 1];
    const first = index === 0 ? within.first : linesOf(block).first;
    return {
      block,
      lines: { first, last: next === undefined ? within.last : linesOf(next).first - 1 },
    };
  });
}

/** Whether nothing is written in a line. */
function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}
