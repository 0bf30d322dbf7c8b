import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Open WebUI said no, or something that is not its answer. The message names the remedy and no secret. */
export class OpenWebuiError extends Error {
  override readonly name = 'OpenWebuiError';
  /** HTTP status; 0 where it did not answer. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** What is asked of Open WebUI. */
interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON, or as a form. */
  readonly body?: object | FormData;
  readonly signal: AbortSignal;
}

/** Open WebUI's HTTP API with the key of an admin (0.12, `routers/knowledge.py`, `routers/files.py`). */
export interface OpenWebuiApi {
  /**
   * Reads a JSON answer of a shape.
   * @throws {@link OpenWebuiError} where it does not answer, refuses, or answers with another shape.
   */
  read<Schema extends TSchema>(
    pathname: string,
    schema: Schema,
    request: ApiRequest,
  ): Promise<Static<Schema>>;
  /** Reads bytes; throws as `read` does, and where there are more than `most`. */
  download(pathname: string, most: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** Where Open WebUI is, and who asks. */
interface OpenWebuiAddress {
  readonly url: string;
  readonly apiKey: string;
  /** The way out. */
  readonly fetch: typeof globalThis.fetch;
}

const LONGEST_REASON = 300;

/** Makes the API. Nothing is asked before the first request. */
export function createOpenWebuiApi(address: OpenWebuiAddress): OpenWebuiApi {
  return {
    async read(pathname, schema, request) {
      const response = await send(address, pathname, request);
      const body: unknown = await response.json().catch(() => undefined);
      if (Value.Check(schema, body)) return body;
      const what = 'answered in a shape that is not known: its release may be another than 0.12';
      throw new OpenWebuiError(response.status, `Open WebUI ${what} (${pathname}).`);
    },
    async download(pathname, most, signal) {
      const response = await send(address, pathname, { signal });
      return await bounded(response, most);
    },
  };
}

async function send(
  { url, apiKey, fetch }: OpenWebuiAddress,
  pathname: string,
  { method = 'GET', body, signal }: ApiRequest,
): Promise<Response> {
  const headers = new Headers({ authorization: `Bearer ${apiKey}` });
  const written = body === undefined ? null : await write(body);
  if (written !== null) headers.set('content-type', written.type);
  const sent = written === null ? {} : { body: written.content };
  const response = await fetch(new URL(pathname, url), { method, headers, signal, ...sent }).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      const remedy = 'Start it, or correct OPEN_WEBUI_URL.';
      throw new OpenWebuiError(0, `Open WebUI does not answer. ${remedy}`, { cause: error });
    },
  );
  if (response.ok) return response;
  throw new OpenWebuiError(response.status, await refusalOf(response, pathname));
}

/** A form is written out here: the way out may be another `fetch` than the one whose form this is. */
async function write(
  body: object | FormData,
): Promise<{ readonly type: string; readonly content: string | Uint8Array<ArrayBuffer> }> {
  if (!(body instanceof FormData))
    return { type: 'application/json', content: JSON.stringify(body) };
  const form = new Response(body);
  const content = new Uint8Array(await form.arrayBuffer());
  return { type: form.headers.get('content-type') ?? '', content };
}

async function refusalOf(response: Response, pathname: string): Promise<string> {
  if (response.status === 401 || response.status === 403) {
    return 'Open WebUI does not accept the key. OPEN_WEBUI_API_KEY has to be of an admin, and API keys have to be enabled there.';
  }
  const body: unknown = await response.json().catch(() => null);
  const reason =
    body !== null && typeof body === 'object' && 'detail' in body ? ` ${wordsOf(body.detail)}` : '';
  return `Open WebUI refused ${pathname} (${response.status}).${reason.slice(0, LONGEST_REASON)}`;
}

/** What FastAPI says of a body that it does not take is a list. */
function wordsOf(detail: unknown): string {
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}

async function bounded(response: Response, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > most) throw new OpenWebuiError(413, `The file has more than ${most} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
