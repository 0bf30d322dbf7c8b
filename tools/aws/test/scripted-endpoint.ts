import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { AwsSource } from '../source.ts';

/** One request as it came over the wire. */
export interface ReceivedRequest {
  /** `ListAccounts`, or the path of a REST API, e.g. `/findings`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What the endpoint answers: a JSON body, or an AWS error by name. */
export type ScriptedAnswer =
  | { readonly body: unknown }
  | { readonly error: string; readonly status?: number; readonly message?: string }
  | { readonly raw: string; readonly contentType: string };

/** An HTTP endpoint on loopback that answers as a test says. */
export interface ScriptedEndpoint {
  readonly source: AwsSource;
  readonly requests: readonly ReceivedRequest[];
  close(): Promise<void>;
}

const Input = Type.Record(Type.String(), Type.Unknown());

/** Starts an endpoint; `answer` may be asynchronous, to test what happens while a request is under way. */
export async function startScriptedEndpoint(
  answer: (request: ReceivedRequest) => ScriptedAnswer | Promise<ScriptedAnswer>,
): Promise<ScriptedEndpoint> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    const reply = async () => {
      const request = await receive(incoming);
      requests.push(request);
      send(response, await answer(request));
    };
    reply().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    source: {
      kind: 'sample',
      label: 'sample organisation',
      endpoint: `http://127.0.0.1:${port}`,
      region: 'ap-southeast-2',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      memberRole: null,
      configAggregator: 'organization',
    },
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const body = (await text(incoming)) || '{}';
  const target = incoming.headers['x-amz-target'];
  const named = typeof target === 'string' ? target.split('.').at(-1) : incoming.url;
  return { operation: named ?? '', input: Value.Parse(Input, JSON.parse(body)) };
}

function send(response: ServerResponse, answer: ScriptedAnswer): void {
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if ('raw' in answer) {
    response.setHeader('content-type', answer.contentType).end(answer.raw);
    return;
  }
  if ('body' in answer) {
    response.end(JSON.stringify(answer.body));
    return;
  }
  response.statusCode = answer.status ?? 400;
  response.setHeader('x-amzn-errortype', answer.error);
  response.end(JSON.stringify({ __type: answer.error, message: answer.message ?? 'refused' }));
}
