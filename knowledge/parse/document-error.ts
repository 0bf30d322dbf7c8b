/** A document that cannot be taken. The message says why and what to do; it never quotes the document. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
}
