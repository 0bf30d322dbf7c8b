import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { bearer, TEST_KEY } from './start-test-app.ts';

const EXCHANGE = Type.Object({
  name: Type.String(),
  request: Type.Object({
    method: Type.Enum(['GET', 'POST', 'DELETE', 'HEAD']),
    path: Type.String(),
    auth: Type.Optional(Type.Enum(['none', 'good', 'bad', 'basic'])),
    json: Type.Optional(Type.Unknown()),
  }),
  response: Type.Object({
    status: Type.Optional(Type.Number()),
    content_type: Type.Optional(Type.String()),
    body: Type.Optional(Type.String()),
    transport_error: Type.Optional(Type.String()),
  }),
});

/** One request and the reference server's answer, as recorded. */
export type Exchange = Static<typeof EXCHANGE>;

/** An answer as a client understands it: parsed, with ids and times taken out. */
export interface Answer {
  /** 0 where the connection broke. */
  readonly status: number;
  /** Without parameters, which mean nothing for JSON; null where it was not recorded. */
  readonly mediaType: string | null;
  /** Parsed JSON, the payloads of an event stream, or text. */
  readonly body: unknown;
}

/** The exchanges recorded from the reference server, in the order in which they happened. */
export async function readExchanges(): Promise<readonly Exchange[]> {
  const file = new URL('./fixtures/reference-transcripts.json', import.meta.url);
  const parsed: unknown = JSON.parse(await readFile(fileURLToPath(file), 'utf8'));
  return Value.Parse(Type.Object({ exchanges: Type.Array(EXCHANGE) }), parsed).exchanges;
}

/** The answer as recorded. */
export function recordedAnswer({ response }: Exchange): Answer {
  const { status = 0, content_type: contentType, body = '' } = response;
  const mediaType = contentType?.split(';', 1)[0] ?? null;
  return { status, mediaType, body: understand(body) };
}

/** Sends the request to our server. */
export async function replay(app: FastifyInstance, exchange: Exchange): Promise<Answer> {
  const response = await app.inject(requestOf(exchange));
  const recorded = recordedAnswer(exchange);
  const type = String(response.headers['content-type'] ?? '').split(';', 1)[0] ?? '';
  return {
    status: response.statusCode,
    mediaType: recorded.mediaType === null && recorded.status > 0 ? null : type,
    body: understand(response.body),
  };
}

function requestOf({ name, request }: Exchange): InjectOptions {
  const { method, path: url, json } = request;
  const headers = authorization(request.auth ?? 'good');
  if (url.endsWith('/pipelines/upload')) return { method, url, ...multipart(name, headers) };
  return {
    method,
    url,
    headers: { ...headers, ...(json == null ? {} : { 'content-type': 'application/json' }) },
    ...(json == null ? {} : { payload: JSON.stringify(json) }),
  };
}

function authorization(auth: 'none' | 'good' | 'bad' | 'basic'): Readonly<Record<string, string>> {
  switch (auth) {
    case 'none':
      return {};
    case 'good':
      return bearer();
    case 'bad':
      return bearer('not-the-key');
    case 'basic':
      return { authorization: `Basic ${Buffer.from(TEST_KEY).toString('base64')}` };
  }
}

function multipart(name: string, headers: Readonly<Record<string, string>>) {
  const boundary = 'recorded-exchange';
  const filename = name === 'upload python' ? 'up_pipe.py' : 'notes.txt';
  return {
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: [
      `--${boundary}`,
      `Content-Disposition: form-data; name="file"; filename="${filename}"`,
      'Content-Type: application/octet-stream',
      '',
      'class Pipeline: pass',
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  };
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function understand(text: string): unknown {
  const plain = text.replaceAll(UUID, 'UUID');
  if (plain.startsWith('data:')) return plain.split('\n\n').filter(Boolean).map(payloadOf);
  return withoutTimes(parsed(plain));
}

function payloadOf(message: string): unknown {
  const data = message.replace(/^data: /, '');
  return data === '[DONE]' ? data : withoutTimes(parsed(data));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Times are taken out as in the record; lists of models have no order that means anything. */
function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      if (key === 'created' && Number(field) > 1) return [key, 0];
      if (key === 'data' && Array.isArray(field)) return [key, byId(field.map(withoutTimes))];
      return [key, withoutTimes(field)];
    }),
  );
}

function byId(items: readonly unknown[]): readonly unknown[] {
  return items.toSorted((left, right) => idOf(left).localeCompare(idOf(right)));
}

function idOf(item: unknown): string {
  return typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : '';
}
