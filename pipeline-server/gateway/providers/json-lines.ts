/** A line longer than this is no chunk of a chat. Characters. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * Reads lines from bytes, whatever the pieces in which they arrive; empty ones are left out.
 * @throws TypeError when the bytes are no UTF-8; RangeError when a line does not end.
 */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[], void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of bytes) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new RangeError('A line is too long.');
    yield lines.filter((line) => line.trim() !== '');
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield [rest];
}
