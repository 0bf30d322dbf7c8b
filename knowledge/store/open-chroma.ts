import type { ChromaClient } from 'chromadb';

/** A Chroma server, and where in it. */
export interface ChromaAddress {
  readonly url: string;
  readonly tenant: string;
  readonly database: string;
}

/**
 * A client of a Chroma server, which was reached. It follows no redirects.
 * @throws when the server does not answer; the message names it and says what to do.
 */
export async function openChroma({ url, tenant, database }: ChromaAddress): Promise<ChromaClient> {
  const { ChromaClient: Client } = await import('chromadb');
  const { protocol, hostname, port } = new URL(url);
  const ssl = protocol === 'https:';
  const client = new Client({
    host: hostname,
    port: port === '' ? (ssl ? 443 : 80) : Number(port),
    ssl,
    tenant,
    database,
    fetchOptions: { redirect: 'error' },
  });
  try {
    await client.heartbeat();
    return client;
  } catch (cause) {
    throw new Error(`Chroma does not answer at ${url}. Start it, or correct CHROMA_URL.`, {
      cause,
    });
  }
}
