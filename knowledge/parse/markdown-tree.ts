import type { Heading, Root } from 'mdast';
import { checkLength } from './decode-text.ts';
import { DocumentError } from './document-error.ts';

/** A text and its blocks. */
export interface TextWithBlocks {
  /** Its lines end in `\n`. */
  readonly text: string;
  /** Positions are lines from 1 and offsets from 0. */
  readonly tree: Root;
  /** The words of one of its headings, without markup. */
  readonly wordsOf: (heading: Heading) => string;
}

/** Reads the structure of Markdown: CommonMark with tables. */
export interface MarkdownReader {
  /**
   * The blocks of a text. Their words are left as they are written: what stands within a line is not looked at.
   * @throws DocumentError when it is too long, has too many lines, or is nested too deeply
   */
  read(text: string): TextWithBlocks;
}

/** What marks words within a line. A document is cut between blocks, so reading these would be work for nothing. */
const WITHIN_LINES = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];

/** Blocks take a hundred times the memory of their text and more. */
const MOST_CHARACTERS = 500_000;
/** Each may be a block. At this number, one of only headings or steps is read in a second or two. */
const MOST_LINES = 20_000;
/** Ten marks of quotes and lists in a row, or a list that stands far right: each level is looked at again for every line. */
const DEEP =
  /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){10}|^[ \t]{200,}(?:[-*+]|\d{1,9}[.)])[ \t]/m;
/** What may be markup within a heading. */
const MARKUP = /[\\`*_~[\]<>&!\n]/;

/** Loads the parser. */
export async function openMarkdownReader(): Promise<MarkdownReader> {
  const [{ fromMarkdown }, { toString }, { gfmTable }, { gfmTableFromMarkdown }] =
    await Promise.all([
      import('mdast-util-from-markdown'),
      import('mdast-util-to-string'),
      import('micromark-extension-gfm-table'),
      import('mdast-util-gfm-table'),
    ]);
  const extensions = [gfmTable(), { disable: { null: WITHIN_LINES } }];
  const mdastExtensions = [gfmTableFromMarkdown()];
  const wordsOf = (written: string): string => {
    const words = MARKUP.test(written) ? toString(fromMarkdown(written)) : written;
    return words.replaceAll(/\s+/g, ' ').trim();
  };
  return {
    read(text) {
      checkLength(text, MOST_CHARACTERS);
      checkStructure(text);
      const tree = fromMarkdown(text, { extensions, mdastExtensions });
      return { text, tree, wordsOf: (heading) => wordsOf(contentOf(heading, text)) };
    },
  };
}

/** The parser has no bounds of its own, and nothing else is answered while it works. */
function checkStructure(text: string): void {
  const lines = text.split('\n').length;
  if (lines > MOST_LINES)
    throw new DocumentError(`It has ${lines} lines, more than ${MOST_LINES}. Split it.`);
  if (DEEP.test(text))
    throw new DocumentError('Its quotes or lists are nested too deeply. Make them flatter.');
}

function contentOf({ children }: Heading, text: string): string {
  const start = children.at(0)?.position?.start.offset ?? 0;
  return text.slice(start, children.at(-1)?.position?.end.offset ?? start);
}
