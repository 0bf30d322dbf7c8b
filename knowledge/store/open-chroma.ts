import type { ChromaClient } from 'chromadb';
import type { Dispatcher } from 'undici';
import { explainChroma } from './chroma-patience.ts';

/** A Chroma server, and where in it. */
export interface ChromaAddress {
  readonly url: string;
  readonly tenant: string;
  readonly database: string;
}

/**
 * A client of a Chroma server, which was reached. It follows no redirects.
 * @param dispatcher opens its connections, since the client calls the `fetch` of Node and takes no other
 * @throws when the server does not answer; the message names it and says what to do.
 */
export async function openChroma(
  { url, tenant, database }: ChromaAddress,
  dispatcher: Dispatcher,
): Promise<ChromaClient> {
  const { ChromaClient: Client } = await import('chromadb');
  const { protocol, hostname, port } = new URL(url);
  const ssl = protocol === 'https:';
  const fetchOptions: RequestInit & { dispatcher: Dispatcher } = { redirect: 'error', dispatcher };
  const client = new Client({
    host: hostname,
    port: port === '' ? (ssl ? 443 : 80) : Number(port),
    ssl,
    tenant,
    database,
    fetchOptions,
  });
  try {
    await client.heartbeat();
    return client;
  } catch (error) {
    throw explainChroma(error, url);
  }
}
