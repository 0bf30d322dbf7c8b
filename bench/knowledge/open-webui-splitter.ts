/*
 * How Open WebUI cuts Markdown with its default settings, done again: MarkdownHeaderTextSplitter and
 * RecursiveCharacterTextSplitter of langchain-text-splitters 1.1.2. e2e/open-webui-splitter.test.ts compares it with the package.
 */

const CHUNK_SIZE = 1000;
const CHUNK_OVERLAP = 100;
const SEPARATORS: readonly string[] = ['\n\n', '\n', ' ', ''];
/** What Python's `str.isprintable` is false for. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** Lines below the same headings. */
interface Section {
  readonly content: string;
  /** Words of the headings above it, by level. */
  readonly headings: ReadonlyMap<number, string>;
}

/** The pieces that Open WebUI makes of a Markdown file. It takes the indentation from every line. */
export function splitAsOpenWebUi(text: string): readonly string[] {
  return joinSections(sectionsOf(text)).flatMap(({ content }) => splitText(content, SEPARATORS));
}

function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = [];
  let lines: string[] = [];
  let headings: ReadonlyMap<number, string> = new Map();
  let above = headings;
  let fence: string | null = null;
  const finish = () => {
    if (lines.length > 0) sections.push({ content: lines.join('\n'), headings: above });
    lines = [];
  };
  for (const line of text.split('\n').map(bareOf)) {
    fence = fenceAfter(line, fence);
    if (fence !== null) {
      lines.push(line);
      continue;
    }
    const [, marks, words = ''] = /^(#{1,6})(?: (.*))?$/u.exec(line) ?? [];
    if (marks !== undefined) {
      headings = below(headings, marks.length, words.trim());
      finish();
      lines.push(line);
    } else if (line === '') finish();
    else lines.push(line);
    above = headings;
  }
  finish();
  return sections;
}

function bareOf(line: string): string {
  return line.trim().replaceAll(UNPRINTABLE, '');
}

/** The marks of the block of code that is open after a line; null outside of one. */
function fenceAfter(line: string, fence: string | null): string | null {
  if (fence !== null) return line.startsWith(fence) ? null : fence;
  if (line.startsWith('```') && line.split('```').length === 2) return '```';
  return line.startsWith('~~~') ? '~~~' : null;
}

function below(
  headings: ReadonlyMap<number, string>,
  level: number,
  words: string,
): ReadonlyMap<number, string> {
  return new Map([...[...headings].filter(([each]) => each < level), [level, words]]);
}

/** Sections below the same headings, and headings with what stands right below them. */
function joinSections(sections: readonly Section[]): readonly Section[] {
  const joined: Section[] = [];
  for (const next of sections) {
    const last = joined.at(-1);
    if (last !== undefined && (isSame(last, next) || leadsTo(last, next))) {
      joined[joined.length - 1] = {
        content: `${last.content}  \n${next.content}`,
        headings: next.headings,
      };
    } else joined.push(next);
  }
  return joined;
}

function isSame({ headings }: Section, next: Section): boolean {
  return (
    headings.size === next.headings.size &&
    [...headings].every(([level, words]) => next.headings.get(level) === words)
  );
}

function leadsTo({ headings, content }: Section, next: Section): boolean {
  return headings.size < next.headings.size && content.split('\n').at(-1)?.startsWith('#') === true;
}

function splitText(text: string, separators: readonly string[]): readonly string[] {
  const at = separators.findIndex((separator) => text.includes(separator));
  const separator = separators[at] ?? '';
  const finer = separator === '' ? [] : separators.slice(at + 1);
  const pieces: string[] = [];
  let small: string[] = [];
  for (const part of partsOf(text, separator)) {
    if (lengthOf(part) < CHUNK_SIZE) {
      small.push(part);
      continue;
    }
    pieces.push(...merge(small));
    small = [];
    pieces.push(...(finer.length === 0 ? [part] : splitText(part, finer)));
  }
  return [...pieces, ...merge(small)];
}

/** Each part but the first begins with the separator. */
function partsOf(text: string, separator: string): readonly string[] {
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  return parts
    .map((part, at) => (at === 0 ? part : `${separator}${part}`))
    .filter((part) => part !== '');
}

function merge(parts: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  let kept: { readonly text: string; readonly length: number }[] = [];
  let total = 0;
  for (const text of parts) {
    const length = lengthOf(text);
    if (total + length > CHUNK_SIZE && kept.length > 0) {
      pieces.push(kept.map((each) => each.text).join(''));
      while (total > CHUNK_OVERLAP || (total + length > CHUNK_SIZE && total > 0)) {
        total -= kept[0]?.length ?? total;
        kept = kept.slice(1);
      }
    }
    kept.push({ text, length });
    total += length;
  }
  pieces.push(kept.map((each) => each.text).join(''));
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/** As Python counts: code points. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
