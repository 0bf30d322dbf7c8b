import type * as Undici from 'undici';
import type { EgressRule } from './allow-list.ts';
import { guardedConnector } from './guarded-connector.ts';

/** Times that a provider has. */
export interface EgressTimes {
  /** Milliseconds to open a connection. */
  readonly connectMs: number;
  /** Milliseconds until the answer begins. */
  readonly firstByteMs: number;
  /** Milliseconds of silence within an answer. */
  readonly idleMs: number;
}

/** What is sent. */
interface EgressRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** The only way out for everything that is sent to a model, to Chroma or to Open WebUI. */
export interface EgressClient {
  readonly rules: readonly EgressRule[];
  /** A request without the overhead of `fetch`. Redirects are not followed, no proxy is used. */
  request(url: string, request: EgressRequest): Promise<Undici.Dispatcher.ResponseData>;
  /** For SDKs that want a `fetch`; the same guard, and redirects come back as they are. */
  readonly fetch: typeof globalThis.fetch;
  /** For SDKs that take options of `fetch` and no `fetch`: what opens its connections. */
  dispatcher(): Promise<Undici.Dispatcher>;
  close(): Promise<void>;
}

/** Makes the client. Its HTTP library is loaded with the first request. Proxies of the environment are not looked at. */
export function createEgressClient(rules: readonly EgressRule[], times: EgressTimes): EgressClient {
  let opening: Promise<Opened> | null = null;
  const open = () => {
    opening ??= openAgent(rules, times);
    return opening;
  };
  return {
    rules,
    request: async (url, request) => {
      const { undici, agent } = await open();
      return await undici.request(url, { ...request, dispatcher: agent });
    },
    fetch: async (input, init) => {
      const { undici, agent } = await open();
      // The types of undici and of Node's own copy differ in name only.
      const options = { ...init, dispatcher: agent, redirect: 'manual' } as object;
      return (await undici.fetch(input as string, options)) as unknown as Response;
    },
    dispatcher: async () => (await open()).agent,
    close: async () => {
      await (await opening)?.agent.destroy();
    },
  };
}

interface Opened {
  readonly undici: typeof Undici;
  readonly agent: Undici.Agent;
}

async function openAgent(rules: readonly EgressRule[], times: EgressTimes): Promise<Opened> {
  const undici = await import('undici');
  const agent = new undici.Agent({
    connect: guardedConnector(rules, undici.buildConnector, times.connectMs),
    headersTimeout: times.firstByteMs,
    bodyTimeout: times.idleMs,
  });
  return { undici, agent };
}
