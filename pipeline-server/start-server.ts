import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { composeServices, type Services } from './compose-services.ts';
import type { Config } from './config.ts';
import type { ServiceOverrides } from './foundation.ts';

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
export async function startServer(
  config: Config,
  overrides: ServiceOverrides = {},
): Promise<RunningServer> {
  const services = await composeServices(config, overrides);
  try {
    const app = await buildApp(services);
    await app.listen({ host: config.server.host, port: config.server.port });
    const url = urlOf(app.server.address(), config.server.host);
    services.evidence.listensAt(url);
    services.approvals.start();
    services.uploads?.start();
    void services.evidence.cleanUp();
    return { services, url, close: () => drain(app, services) };
  } catch (error) {
    await services.close();
    throw error;
  }
}

/** How often connections are looked at that were kept alive after their answer had ended. */
const IDLE_CHECK_MS = 100;

/** Fastify waits for open connections without end: idle ones are closed as they become so, others when time is up. */
async function drain(app: FastifyInstance, services: Services): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS);
  const cutOff = setTimeout(() => app.server.closeAllConnections(), services.config.server.drainMs);
  await app.close();
  clearInterval(idle);
  clearTimeout(cutOff);
  await services.close();
}

function urlOf(address: string | AddressInfo | null, host: string): string {
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const everywhere = host === '0.0.0.0' || host === '::';
  return `http://${everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
