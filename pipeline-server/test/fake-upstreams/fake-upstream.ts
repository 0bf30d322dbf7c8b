import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as it came over the wire. */
interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body as JSON; an empty object when there is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** What is answered to a request. */
export interface FakeReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Written one by one, as a provider's packets arrive. */
  readonly pieces: readonly Uint8Array[];
  /** Milliseconds before the head, and between pieces. */
  readonly delayMs?: number;
  readonly pauseMs?: number;
  /** Breaks the connection after the pieces instead of ending the answer. */
  readonly cut?: boolean;
}

/** Answers a request, or null for 404. */
export type FakeResponder = (request: ReceivedRequest) => FakeReply | null;

/** A provider on loopback. */
export interface FakeUpstream {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Answers whose client went away before their end. */
  abandoned(): number;
  /** Changes what is answered from now on. */
  respond(responder: FakeResponder): void;
  close(): Promise<void>;
}

/** Starts a provider on a free port, or on the given one. */
export async function startFakeUpstream(responder: FakeResponder, port = 0): Promise<FakeUpstream> {
  const received: ReceivedRequest[] = [];
  let respond = responder;
  let abandoned = 0;
  const server = createServer((incoming, outgoing) => {
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) abandoned += 1;
    });
    void readRequest(incoming).then(async (request) => {
      received.push(request);
      await send(outgoing, respond(request) ?? json({ error: 'not found' }, 404));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    abandoned: () => abandoned,
    respond(next) {
      respond = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A JSON answer. */
export function json(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): FakeReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    pieces: [Buffer.from(JSON.stringify(value))],
  };
}

/** The bytes in pieces of that many, whatever they cut through: lines, escapes, characters. */
export function inPieces(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

async function readRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(Buffer.from(piece as Uint8Array));
  const text = Buffer.concat(pieces).toString('utf8');
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

async function send(outgoing: ServerResponse, reply: FakeReply): Promise<void> {
  const { status = 200, headers = {}, pieces, delayMs = 0, pauseMs = 0, cut = false } = reply;
  if (delayMs > 0) await sleep(delayMs);
  outgoing.writeHead(status, headers);
  for (const piece of pieces) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(piece))
      await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
    if (pauseMs > 0) await sleep(pauseMs);
  }
  if (!cut) {
    outgoing.end();
    return;
  }
  // The pieces must have left before the connection breaks.
  await sleep(50);
  outgoing.destroy();
}
