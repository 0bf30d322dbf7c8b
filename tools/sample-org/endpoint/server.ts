import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { Dispatch } from './dispatch.ts';

/** Longer bodies are refused: the largest request of these services is far smaller. */
const LONGEST_BODY = 1_048_576;

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > LONGEST_BODY) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function serve(dispatch: Dispatch, request: IncomingMessage, response: ServerResponse) {
  const body = await readBody(request);
  if (body === null) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const { method = 'GET', url = '/', headers } = request;
  const answer = await dispatch({ method, url, headers, body });
  response
    .writeHead(answer.status, { ...answer.headers, 'x-amzn-requestid': randomUUID() })
    .end(answer.body);
}

/** A server on a free port of the loopback interface. */
export interface LocalServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Starts an HTTP server that answers every request by `dispatch`. */
export async function startServer(dispatch: Dispatch): Promise<LocalServer> {
  const server = createServer((request, response) => {
    serve(dispatch, request, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}
