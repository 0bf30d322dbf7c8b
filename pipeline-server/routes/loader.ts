import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { xopsError } from '../errors.ts';
import type { Exchange } from './request-context.ts';

/** A piece of a document, as Open WebUI stores it. Values of the metadata are scalars: anything else it turns into text. */
export interface LoadedPiece {
  readonly page_content: string;
  readonly metadata: Readonly<Record<string, string | number>>;
}

/** Reads, looks into and cuts documents that people upload. */
export interface DocumentDoor {
  /** The pieces, or why the document is not taken, for the person who uploaded it. */
  read(
    name: string,
    bytes: Uint8Array,
  ): Promise<readonly LoadedPiece[] | { readonly refusal: string }>;
}

const MOST_BYTES = 20 * 2 ** 20;
const LONGEST_NAME = 500;

/** Open WebUI puts a UUID before the name that a person gave. */
const UPLOAD_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}_/;

/**
 * `PUT /loader/process`: the external document loader of Open WebUI 0.12 (`retrieval/loaders/external_document.py`). The body is the bytes of
 * a file, its name stands percent-encoded in `X-Filename`; any status but 2xx makes Open WebUI refuse the file with our text.
 */
export function loaderRoutes(door: DocumentDoor): FastifyPluginAsyncTypebox {
  const config = { scope: 'chat-or-tools' as const };
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_, body, done) =>
      done(null, body),
    );
    app.put('/loader/process', { config, bodyLimit: MOST_BYTES }, (request, reply) =>
      answer({ request, reply }, door),
    );
  };
}

async function answer({ request, reply }: Exchange, door: DocumentDoor) {
  const { body } = request;
  const name = nameOf(request.headers['x-filename']);
  if (!Buffer.isBuffer(body) || body.length === 0) {
    throw xopsError('XOPS_BAD_REQUEST', { reason: 'the body has to be the bytes of a file' });
  }
  const read = await door.read(name, body);
  if ('refusal' in read) return await reply.status(422).send({ detail: read.refusal });
  return await reply.send(read);
}

function nameOf(header: string | string[] | undefined): string {
  const written = typeof header === 'string' ? header : '';
  const name = decode(written).replace(UPLOAD_ID, '');
  if (name !== '' && name.length <= LONGEST_NAME && !/[\p{Cc}/\\]/u.test(name)) return name;
  const reason = 'X-Filename has to be the name of the file, percent-encoded';
  throw xopsError('XOPS_BAD_REQUEST', { reason });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
