import type { Limits } from './limits.ts';
import { type Lines, textOf } from './lines.ts';

/** What is never cut again: a block, a step of a list, or a part of what was too long. */
export interface Atom {
  readonly lines: Lines;
  readonly text: string;
  /** True where the text is exactly its lines, so that it can be joined with what follows. */
  readonly isWhole: boolean;
}

/** What cutting works with. */
export interface Cutting {
  readonly text: string;
  /** Every line of it. */
  readonly all: readonly string[];
  readonly limits: Limits;
}

/** What each part of something taken apart begins and ends with, so that it can be read by itself. */
export interface Frame {
  readonly opening: string;
  readonly closing: string;
}

const BARE: Frame = { opening: '', closing: '' };

/** The lines as they are written. */
export function wholeAtom({ all }: Cutting, lines: Lines): Atom {
  return { lines, text: textOf(all, lines), isWhole: true };
}

/** Cuts between lines, and within a line only where one alone is too long. */
export function cutLines(
  cutting: Cutting,
  lines: Lines,
  room = cutting.limits.aim,
): readonly Atom[] {
  const atoms: Atom[] = [];
  let first = lines.first;
  for (let at = lines.first; at <= lines.last; at += 1) {
    const line = cutting.all[at - 1] ?? '';
    if (line.length > room) {
      if (first < at) atoms.push(wholeAtom(cutting, { first, last: at - 1 }));
      atoms.push(...cutLine(line, room).map((text) => partOfLine(text, at)));
      first = at + 1;
    } else if (textOf(cutting.all, { first, last: at }).length > room) {
      atoms.push(wholeAtom(cutting, { first, last: at - 1 }));
      first = at;
    }
  }
  if (first <= lines.last) atoms.push(wholeAtom(cutting, { first, last: lines.last }));
  return atoms;
}

/** Whether a frame takes no more than half of a part. */
export function leavesRoom({ opening, closing }: Frame, { aim }: Limits): boolean {
  return opening.length + closing.length <= aim / 2;
}

/** Cuts between lines, and gives every part after the first the opening, and every part before the last the closing. */
export function cutFramed(cutting: Cutting, lines: Lines, frame: Frame): readonly Atom[] {
  const { opening, closing } = leavesRoom(frame, cutting.limits) ? frame : BARE;
  const atoms = cutLines(cutting, lines, cutting.limits.aim - opening.length - closing.length);
  return atoms.map((atom, index) => ({
    ...atom,
    text: `${index > 0 ? opening : ''}${atom.text}${index < atoms.length - 1 ? closing : ''}`,
    isWhole: false,
  }));
}

function partOfLine(text: string, line: number): Atom {
  return { lines: { first: line, last: line }, text, isWhole: false };
}

/** Cuts after a space where there is one, and never within a character. */
function cutLine(line: string, room: number): readonly string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room - 1) + 1;
    const end = space > room / 2 ? space : withinCharacter(rest, room) ? room - 1 : room;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

function withinCharacter(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
