import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../config.ts';
import type { ModelProvider, Route } from '../contracts/models.ts';
import { reasonOf } from '../errors.ts';
import { connectRoutes } from '../gateway/connect-routes.ts';
import { allowListOf } from '../gateway/egress/allow-list.ts';
import { createEgressClient, type EgressClient } from '../gateway/egress/egress-client.ts';
import { EgressRefused } from '../gateway/egress/guarded-connector.ts';
import { type Finding, failed, ok } from './doctor-finding.ts';

const PROBE_TIMEOUT_MS = 20_000;

type ModelSettings = Pick<Config, 'routes' | 'models' | 'egress'>;

/** Makes the least call on each route. */
export async function checkModels(
  config: ModelSettings,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (config.routes.length === 0) {
    return [ok('Models', 'no route is configured: answers are written without a model')];
  }
  const egress = openEgress(config);
  try {
    const connected = connectRoutes(config.routes, egress);
    return await Promise.all(
      connected.map(({ route, provider }) => checkRoute(route, provider, signal)),
    );
  } finally {
    await egress.close();
  }
}

async function checkRoute(
  route: Route,
  provider: ModelProvider,
  signal: AbortSignal,
): Promise<Finding> {
  const check = `Model route ${route.id}`;
  const where = `${route.baseUrl} (${route.place}, up to ${route.maximumClass})`;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    return ok(check, `${where}: ${await provider.probe(limit)}`);
  } catch (error) {
    return failed(check, where, reasonOf(error));
  }
}

/** What the gateway may connect to, and a proof that it connects to nothing else. */
export async function checkEgress(config: ModelSettings): Promise<readonly Finding[]> {
  const egress = openEgress(config);
  const mode = config.egress.airGapped ? 'air-gapped: this machine only' : 'by route';
  const allowed = egress.rules.map(({ host, port, addresses, routes }) =>
    ok('Allowed', `${host}:${port} for ${routes.join(', ')}; ${addresses} addresses`),
  );
  try {
    return [ok('Egress of models', mode), ...allowed, await tryDecoy(egress)];
  } finally {
    await egress.close();
  }
}

/** A listener that is on no list, on this machine so that the proof needs no network. */
async function tryDecoy(egress: EgressClient): Promise<Finding> {
  const check = 'Decoy';
  let arrived = 0;
  const decoy = createServer((socket) => {
    arrived += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(decoy, 'listening');
  const address = decoy.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  try {
    const url = `http://127.0.0.1:${port}/`;
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const failure = await egress.request(url, { method: 'GET', headers: {}, signal }).then(
      () => null,
      (error: unknown) => error,
    );
    const shown = `127.0.0.1:${port} is not on the list`;
    if (failure instanceof EgressRefused && arrived === 0) {
      return ok(check, `${shown}: refused, and nothing arrived there`);
    }
    return failed(check, `${shown}, but was reached`, 'Do not use this build; report it.');
  } finally {
    decoy.close();
  }
}

function openEgress({ routes, models, egress }: ModelSettings): EgressClient {
  const plain = routes.map(({ route }) => route);
  return createEgressClient(allowListOf(plain, egress.airGapped), models);
}
