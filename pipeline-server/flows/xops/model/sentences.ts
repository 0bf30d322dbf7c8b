/** A sentence longer than this is none. */
const LONGEST_SENTENCE = 600;
/** Some local models write their thinking before their answer, between these. */
const THINKING = ['<think>', '</think>'] as const;
const END = /[.!?]["')\]]*\s+(?=\S)/g;
const WHOLE = /[.!?]["')\]*_`]*\s*$/;
const ABBREVIATION = /(?:^|[\s("'])(?:e\.g|i\.e|approx|vs|incl|no|cf|etc)\.\s+$/i;

/** Takes a text piece by piece and gives its sentences. */
export interface SentenceReader {
  /** The sentences that this piece completes. */
  push(piece: string): readonly string[];
  /** What is left at the end, when it is a whole sentence. */
  end(): readonly string[];
}

/**
 * Cuts a stream into sentences of plain text, the same however it is split into pieces. Markdown and line breaks are taken
 * out; what ends without a full stop was cut off, and is left out.
 */
export function createSentenceReader(): SentenceReader {
  let left = '';
  let isOver = false;
  const take = (): readonly string[] => {
    if (!isOver) {
      const rest = passThinking(left);
      if (rest === null) return [];
      isOver = true;
      left = rest;
    }
    const text = left;
    const ends = [...text.matchAll(END)]
      .map((match) => match.index + match[0].length)
      .filter((end) => !ABBREVIATION.test(text.slice(0, end)));
    left = text.slice(ends.at(-1) ?? 0);
    return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end)).flatMap(asSentence);
  };
  return {
    push(piece) {
      left += piece;
      return take();
    },
    end: () => (isOver && WHOLE.test(left) ? asSentence(left) : []),
  };
}

/** The text behind the thinking; null while it is not known whether there is any, or it goes on. */
function passThinking(text: string): string | null {
  const [open, close] = THINKING;
  const start = text.trimStart();
  if (open.startsWith(start)) return null;
  if (!start.startsWith(open)) return text;
  const end = text.indexOf(close);
  return end < 0 ? null : text.slice(end + close.length);
}

function asSentence(text: string): readonly string[] {
  const plain = text
    .replace(/\*\*|__|`/g, '')
    .replace(/(?:^|\n)\s*(?:#{1,6}|[-*•>]|\d{1,2}[.)])\s+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' || plain.length > LONGEST_SENTENCE || !isProse(plain) ? [] : [plain];
}

/** No address to be lured to, and mostly letters. */
function isProse(text: string): boolean {
  const letters = text.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
  const digits = text.match(/[\d\s]/g)?.length ?? 0;
  const isReadable = letters > 0 && letters + digits >= 0.7 * text.length;
  return isReadable && !/:\/\/|\bwww\.|\]\(|mailto:|\uFFFD/i.test(text);
}
