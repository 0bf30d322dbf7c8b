import { DocumentError } from './document-error.ts';

/** Characters of text that a document may have: more of it is data, not something that people read. */
export const MOST_CHARACTERS = 2_000_000;

/**
 * The text of a file, its lines ended by `\n`, without a byte order mark.
 * @throws {@link DocumentError} when it is neither UTF-8 nor marked as UTF-16, or is no text.
 */
export function decodeText(bytes: Uint8Array): string {
  const text = decode(bytes);
  checkLength(text);
  if (text.includes('\0')) throw new DocumentError('It is no text: it has null bytes.');
  return text.replaceAll(/\r\n?/g, '\n');
}

/** @throws {@link DocumentError} when a text is longer than it may be. */
export function checkLength({ length }: string, most = MOST_CHARACTERS): void {
  if (length <= most) return;
  throw new DocumentError(`It has ${length} characters, more than ${most}. Split it.`);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    throw new DocumentError('It is not encoded as UTF-8. Save it as UTF-8.');
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
