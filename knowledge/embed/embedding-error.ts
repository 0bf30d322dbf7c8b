/** Why there are no vectors: a text may not be sent to the embedder, or the embedder failed. The message holds no text. */
export class EmbeddingError extends Error {
  override readonly name = 'EmbeddingError';
  readonly code: 'refused' | 'failed';

  constructor(code: EmbeddingError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
