import type { FastifyInstance } from 'fastify';

/** What a signature is over: the body to the byte. Chat bodies are far larger; these are not. */
const LARGEST = 512 * 1024;

/** Has the routes of this scope get their body as text, whatever media type it says it has. */
export function keepBodyAsText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(
    '*',
    { parseAs: 'string', bodyLimit: LARGEST },
    async (_request: unknown, text: string) => text,
  );
}

/** The body as text; empty when there was none. */
export function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : '';
}
