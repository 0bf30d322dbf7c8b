/** A document and the settings at its beginning. */
export interface SplitDocument {
  /** YAML; null where there is none. */
  readonly front: string | null;
  /** The document with spaces in the place of its front matter: every line and every character stays where it is. */
  readonly body: string;
}

const FRONT = /^---[ \t]*\n(?:([\s\S]*?)\n)?---[ \t]*(?=\n|$)/;

/** Takes the front matter off a document whose lines end in `\n`. */
export function splitFrontMatter(text: string): SplitDocument {
  const found = FRONT.exec(text);
  if (found === null) return { front: null, body: text };
  const [whole, front = ''] = found;
  return { front, body: whole.replaceAll(/[^\n]/g, ' ') + text.slice(whole.length) };
}
