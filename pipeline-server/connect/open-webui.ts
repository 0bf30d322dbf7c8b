import type { Static, TSchema } from 'typebox';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** An answer of Open WebUI, whatever its status. */
export interface WebuiAnswer {
  readonly status: number;
  /** Parsed JSON; the text where it is none. */
  readonly body: unknown;
  /** Milliseconds since the epoch by Open WebUI's clock (header `Date`, whole seconds); null when it was not said. */
  readonly date: number | null;
}

/** Open WebUI's HTTP API (0.11 and 0.12), as its admin. */
export interface OpenWebui {
  readonly url: string;
  /** @throws OpenWebuiError when nobody answers. */
  send(method: Method, path: string, body?: unknown): Promise<WebuiAnswer>;
  /** @throws OpenWebuiError when nobody answers, the status is an error, or the answer has another shape. */
  read<Schema extends TSchema>(path: string, schema: Schema): Promise<Static<Schema>>;
  /** @throws OpenWebuiError as {@link read}, whatever the answer's shape. */
  write(path: string, body: unknown, method?: Method): Promise<unknown>;
}

type Method = 'GET' | 'POST' | 'DELETE' | 'PUT';

/** What Open WebUI refused or could not do; the message says what to do. It holds no token and no key. */
export class OpenWebuiError extends Error {
  override readonly name = 'OpenWebuiError';
}

const TIMEOUT_MS = 30_000;
const LONGEST_DETAIL = 300;

/** Where it is and who asks: the token of a session or an API key; null before signing in. */
export interface OpenWebuiAccess {
  readonly url: string;
  readonly token: string | null;
}

/** The API behind an address. Redirects are not followed: the token is meant for this address only. */
export function createOpenWebui({ url, token }: OpenWebuiAccess): OpenWebui {
  const base = url.replace(/\/+$/, '');
  const send: OpenWebui['send'] = async (method, path, body) =>
    await exchange(`${base}${path}`, request(method, token, body));
  const read: OpenWebui['read'] = async (path, schema) => {
    const { body } = successOf(path, await send('GET', path));
    if (Value.Check(schema, body)) return body;
    throw new OpenWebuiError(
      `${base}${path} answers in a shape that is not known: is this Open WebUI 0.11 or 0.12?`,
    );
  };
  return {
    url: base,
    send,
    read,
    write: async (path, body, method = 'POST') =>
      successOf(path, await send(method, path, body)).body,
  };
}

function request(method: Method, token: string | null, body: unknown): RequestInit {
  return {
    method,
    headers: {
      accept: 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
}

async function exchange(address: string, init: RequestInit): Promise<WebuiAnswer> {
  try {
    const response = await fetch(address, init);
    const date = Date.parse(response.headers.get('date') ?? '');
    const body = parse(await response.text());
    return { status: response.status, body, date: Number.isNaN(date) ? null : date };
  } catch (error) {
    throw new OpenWebuiError(
      `${new URL(address).origin} does not answer (${reasonFor(error)}). Start Open WebUI, or correct --url.`,
      { cause: error },
    );
  }
}

/** `fetch` says "fetch failed" and keeps the reason as its cause. */
function reasonFor(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return String(code ?? message ?? cause);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function successOf(path: string, answer: WebuiAnswer): WebuiAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new OpenWebuiError(
    `Open WebUI refused ${path} with ${answer.status}: ${detailOf(answer)}${remedyOf(answer)}`,
  );
}

const DETAIL = Type.Object({ detail: Type.String() });

/** What an answer says of itself. */
export function detailOf({ body }: WebuiAnswer): string {
  const text = Value.Check(DETAIL, body) ? body.detail : JSON.stringify(body);
  return text.slice(0, LONGEST_DETAIL);
}

function remedyOf({ status }: WebuiAnswer): string {
  if (status === 401) return ' Give the token of an admin (--token-file or OPEN_WEBUI_API_KEY).';
  if (status >= 300 && status < 400) return ' Give the address that it redirects to.';
  return '';
}
