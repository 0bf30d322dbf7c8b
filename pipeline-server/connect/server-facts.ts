import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { HANDSHAKE, type Handshake } from '../contracts/handshake.ts';
import { createOpenWebui, type OpenWebui, OpenWebuiError, type WebuiAnswer } from './open-webui.ts';
import type { Wiring } from './step.ts';

const DOCUMENT = Type.Object({
  paths: Type.Record(
    Type.String(),
    Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown())),
  ),
});

/** What our server is, as Open WebUI sees it. */
export interface ServerFacts {
  readonly handshake: Handshake['xops'];
  /** The OpenAPI document of the tools as Open WebUI is to keep it, one line of JSON; null where Open WebUI has tool servers switched off. */
  readonly spec: string | null;
}

/**
 * Asks our server through Open WebUI, which so proves that it reaches it with this key.
 * @throws OpenWebuiError that says what stands between the two.
 */
export async function readFacts(webui: OpenWebui, wiring: Wiring): Promise<ServerFacts> {
  const answer = await shakeHands(webui, wiring);
  if (!isHandshake(answer)) throw refusal(answer, wiring);
  return { handshake: answer.body.xops, spec: await readSpec(webui, wiring) };
}

function refusal(answer: WebuiAnswer, wiring: Wiring): OpenWebuiError {
  const { problem, remedy } = explain(answer, wiring);
  return new OpenWebuiError(`${problem}. ${remedy}`);
}

/**
 * Asks our server itself, where there is no Open WebUI yet.
 * @throws OpenWebuiError when it does not answer as this version does.
 */
export async function readFactsDirectly(wiring: Wiring): Promise<ServerFacts> {
  const { serverUrl, key } = wiring;
  const server = createOpenWebui({ url: serverUrl, token: key });
  const answer = await server.send('GET', '/handshake/models').catch((cause: unknown) => {
    const message = `${serverUrl} does not answer. Start the server, or correct --server.`;
    throw new OpenWebuiError(message, { cause });
  });
  if (!isHandshake(answer)) throw refusal(answer, wiring);
  const spec = await server.read('/tools/openapi.json', DOCUMENT);
  return { handshake: answer.body.xops, spec: toStored(spec) };
}

/**
 * Lets Open WebUI call our server as it does for a chat, for the admin who asks (`POST /openai/verify`, 0.12
 * `routers/openai.py`). It passes our status and answer on.
 */
export async function shakeHands(
  webui: OpenWebui,
  { serverUrl, key }: Wiring,
): Promise<WebuiAnswer> {
  const connection = { url: `${serverUrl}/handshake`, key, config: { auth_type: 'bearer' } };
  return await webui.send('POST', '/openai/verify', connection);
}

/** True when our server answered. */
export function isHandshake(answer: WebuiAnswer): answer is WebuiAnswer & { body: Handshake } {
  return answer.status === 200 && Value.Check(HANDSHAKE, answer.body);
}

/** Why the two did not shake hands, and what to do. */
export function explain(
  answer: WebuiAnswer,
  { serverUrl }: Wiring,
): { readonly problem: string; readonly remedy: string } {
  const { status } = answer;
  if (isTokenRefused(answer))
    return {
      problem: `${serverUrl} refuses the identity that Open WebUI forwards: its signature or its time is wrong`,
      remedy:
        'Set FORWARD_USER_INFO_HEADER_JWT_SECRET to the same text in Open WebUI and here, and compare the clocks.',
    };
  if (status === 401 || status === 403)
    return {
      problem: `${serverUrl} refuses the key`,
      remedy: 'Use the key of this server: PIPELINES_API_KEY, or the file api-key in DATA_DIR.',
    };
  if (status === 404 || status === 200)
    return {
      problem: `${serverUrl} answers Open WebUI, but not as this version of xOps does`,
      remedy: 'Correct --server, or update the server.',
    };
  return {
    problem: `Open WebUI does not reach ${serverUrl}`,
    remedy:
      'Start the server, or give its address as Open WebUI sees it with --server: from a container http://host.docker.internal:9099, or the name of the service.',
  };
}

/** True when Open WebUI signs the identity of people with another secret, or by another clock, than our server reads it. */
function isTokenRefused({ body }: WebuiAnswer): boolean {
  return JSON.stringify(body)?.includes('X-OpenWebUI-User-Jwt') === true;
}

async function readSpec(webui: OpenWebui, { serverUrl, key }: Wiring): Promise<string | null> {
  const answer = await webui.send('POST', '/api/v1/configs/tool_servers/verify', {
    url: `${serverUrl}/tools`,
    path: 'openapi.json',
    type: 'openapi',
    auth_type: 'bearer',
    key,
    config: {},
  });
  if (answer.status === 403) return null;
  if (Value.Check(DOCUMENT, answer.body)) return toStored(answer.body);
  throw new OpenWebuiError(`${serverUrl}/tools/openapi.json gives no OpenAPI document.`);
}

/**
 * Open WebUI reads names, descriptions, parameters and bodies of operations (0.12, `utils/tools.py`). Without the shapes of answers
 * the document is a third as long, and fits into one variable of an environment, which Linux ends at 128 KiB.
 */
function toStored(document: Static<typeof DOCUMENT>): string {
  const responses = { 200: { description: 'The answer.' } };
  const paths: Record<string, unknown> = {};
  for (const [path, operations] of Object.entries(document.paths)) {
    const stored = Object.entries(operations).map(
      ([method, operation]) => [method, { ...operation, responses }] as const,
    );
    paths[path] = Object.fromEntries(stored);
  }
  return JSON.stringify({ ...document, paths });
}
