import type { AddressInfo } from 'node:net';
import { buildApp } from './app.ts';
import { composeServices, type Services } from './compose-services.ts';
import type { Config } from './config.ts';

/** A server that listens. */
export interface RunningServer {
  readonly services: Services;
  /** Where it can be reached from this machine, without a trailing slash. */
  readonly url: string;
  /** Takes no new requests, lets running answers finish for at most `server.drainMs`, then stops everything. */
  close(): Promise<void>;
}

/**
 * Composes, listens, and hands back the running server.
 * @throws when the port or the data directory cannot be used; nothing is left running then.
 */
export async function startServer(config: Config): Promise<RunningServer> {
  const services = await composeServices(config);
  try {
    const app = await buildApp(services);
    await app.listen({ host: config.server.host, port: config.server.port });
    const bound = setDrainBound(app.server, config.server.drainMs);
    return {
      services,
      url: urlOf(app.server.address(), config.server.host),
      async close() {
        const timer = bound();
        await app.close();
        clearTimeout(timer);
        await services.close();
      },
    };
  } catch (error) {
    await services.close();
    throw error;
  }
}

/** Fastify waits for running answers without end; what still runs when the time is up is cut off. */
function setDrainBound(
  server: { closeAllConnections(): void },
  milliseconds: number,
): () => NodeJS.Timeout {
  return () => setTimeout(() => server.closeAllConnections(), milliseconds).unref();
}

function urlOf(address: string | AddressInfo | null, host: string): string {
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const everywhere = host === '0.0.0.0' || host === '::';
  return `http://${everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
