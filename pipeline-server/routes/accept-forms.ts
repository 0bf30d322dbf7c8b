import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bytes of a form's body. */
export const FORM_BYTES = 8192;

/** Lets the routes of a plugin be sent forms; all others refuse them. */
export function acceptForms(app: FastifyInstance): void {
  const options = { parseAs: 'string', bodyLimit: FORM_BYTES } as const;
  app.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    options,
    async (_request: FastifyRequest, text: string) => Object.fromEntries(new URLSearchParams(text)),
  );
}
