/** A sentence, and where it stands in the text, in UTF-16 code units; `end` exclusive. */
export interface Sentence {
  /** As it is written, but what is quoted or code is blank. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Code, quoted lines and quoted words: somebody else's, or no statement at all. */
const QUOTED = [
  /```[\s\S]*?(?:```|$)/g,
  /`[^`\n]*`/g,
  /^[ \t]*>[^\n]*/gm,
  /"[^"\n]*"/g,
  /“[^”\n]*”/g,
  /«[^»\n]*»/g,
] as const;

const SENTENCE = /[^.!?\n]+(?:\.(?=\S)[^.!?\n]*)*(?:[.!?]+(?=\s|$|[)\]*_])|\n|$|[.!?])/g;

/** The sentences of a text, without what it quotes. Offsets are those of the text that was given. */
export function sentencesOf(text: string): readonly Sentence[] {
  const plain = withoutQuotes(text);
  return [...plain.matchAll(SENTENCE)].flatMap((match) => {
    const found = match[0];
    const start = match.index + (found.length - found.trimStart().length);
    const trimmed = found.trim();
    return trimmed === '' ? [] : [{ text: trimmed, start, end: start + trimmed.length }];
  });
}

/** The text with other words in the place of some of its sentences. */
export function replaceSentences(
  text: string,
  sentences: readonly Sentence[],
  words: string,
): string {
  return sentences.reduceRight(
    (left, { start, end }) => `${left.slice(0, start)}${words}${left.slice(end)}`,
    text,
  );
}

/** Blanks what is quoted, so that offsets stay; apostrophes get one spelling. */
function withoutQuotes(text: string): string {
  const blank = (quoted: string) => quoted.replaceAll(/[^\n]/g, ' ');
  return QUOTED.reduce((plain, quote) => plain.replaceAll(quote, blank), text.replaceAll('’', "'"));
}
