import type { Heading, Root } from 'mdast';

/** Reads the structure of Markdown: CommonMark with tables. Positions are lines from 1 and offsets from 0. */
export interface MarkdownReader {
  /** The blocks of a text. Their words are left as they are written: what stands within a line is not looked at. */
  blocks(text: string): Root;
  /** The words of a heading without its markup. */
  words(heading: Heading, text: string): string;
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

/** Loads the parser. */
export async function openMarkdownReader(): Promise<MarkdownReader> {
  const [{ fromMarkdown }, { toString }, table, tableTree] = await Promise.all([
    import('mdast-util-from-markdown'),
    import('mdast-util-to-string'),
    import('micromark-extension-gfm-table'),
    import('mdast-util-gfm-table'),
  ]);
  const extensions = [table.gfmTable(), { disable: { null: WITHIN_LINES } }];
  const mdastExtensions = [tableTree.gfmTableFromMarkdown()];
  return {
    blocks: (text) => fromMarkdown(text, { extensions, mdastExtensions }),
    words: ({ children }, text) => {
      const written = text.slice(
        children.at(0)?.position?.start.offset ?? 0,
        children.at(-1)?.position?.end.offset ?? 0,
      );
      return toString(fromMarkdown(written)).replaceAll(/\s+/g, ' ').trim();
    },
  };
}
