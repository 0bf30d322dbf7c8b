import type { Span } from '../patterns.ts';

/** A piece of text is no longer than this, in characters: what people tell in one go. */
const LONGEST = 320;
/** Ends of paragraphs, of items and rows of a list, and of sentences. */
const BREAK = /\n\s{0,20}\n|\n(?=[ \t]{0,8}(?:[-*|#>]|\d{1,3}[.)]))|[.!?](?=\s)/g;

/** Cuts a text into paragraphs and items of lists, and those that are long after a sentence, or after so many characters where none ends. */
export function piecesOf(text: string): Span[] {
  const pieces: Span[] = [];
  let start = 0;
  let sentence = 0;
  const cut = (end: number): void => {
    for (; end - start > LONGEST; start += LONGEST) pieces.push({ start, end: start + LONGEST });
    if (end > start) pieces.push({ start, end });
    start = end;
  };
  for (const { 0: mark, index } of text.matchAll(BREAK)) {
    const end = index + mark.length;
    if (end - start > LONGEST && sentence > start) cut(sentence);
    if (mark.startsWith('\n')) cut(end);
    sentence = end;
  }
  if (text.length - start > LONGEST && sentence > start) cut(sentence);
  cut(text.length);
  return pieces;
}
