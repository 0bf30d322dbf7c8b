import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Static } from 'typebox';
import type { WRITTEN_ROUTE } from './config-models.ts';
import type { WrittenConfig } from './config-schema.ts';
import type { ModelPrice, ProviderKind, Route } from './contracts/models.ts';
import type { DataClass, Place } from './contracts/sovereignty.ts';
import { reasonOf } from './errors.ts';
import { targetOf } from './gateway/egress/allow-list.ts';
import { isLoopbackName, isPrivateAddress } from './gateway/egress/private-address.ts';
import { jurisdictionProblem } from './gateway/jurisdiction.ts';

/** A route with its key, which is never shown. */
export interface ConfiguredRoute {
  readonly route: Route;
  readonly apiKey: string | null;
}

type WrittenRoute = Static<typeof WRITTEN_ROUTE>;
type Settings = Pick<WrittenConfig, 'models' | 'aws' | 'egress'>;

/** What a provider's routes are where the settings say nothing else. */
interface ProviderDefaults {
  readonly kind: ProviderKind;
  readonly place: Place;
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
}

/**
 * The routes of the settings: those that are written, or else one for each provider whose key or address is set.
 * @param problems gets a line, with its remedy, for all that is wrong.
 */
export function configuredRoutes(
  settings: Settings,
  problems: string[],
): readonly ConfiguredRoute[] {
  const { routes } = settings.models;
  const written = routes.length > 0 ? routes : routesOfEnvironment(settings);
  const configured = written.map((route) => configure(route, settings, problems));
  problems.push(
    ...duplicates(configured),
    ...configured.flatMap((each) => routeProblems(each, settings)),
  );
  problems.push(...unknownFallbacks(configured), ...airGapProblems(settings));
  return configured;
}

function routesOfEnvironment({ models }: Settings): readonly WrittenRoute[] {
  const routes: WrittenRoute[] = [];
  if (models.anthropic.apiKey !== null) routes.push({ id: 'claude', provider: 'anthropic' });
  if (models.openai.apiKey !== null) routes.push({ id: 'openai', provider: 'openai' });
  if (models.litellm.baseUrl !== null) routes.push({ id: 'litellm', provider: 'litellm' });
  if (models.ollama.baseUrl !== null) routes.push({ id: 'ollama', provider: 'ollama' });
  return routes;
}

/** The highest class that a place may carry unless the route says another. */
export const CLASS_OF_PLACE: Readonly<Record<Place, DataClass>> = {
  local: 'RESTRICTED',
  vpc: 'CONFIDENTIAL',
  cloud: 'INTERNAL',
};

function configure(written: WrittenRoute, settings: Settings, problems: string[]): ConfiguredRoute {
  const region = regionOf(written, settings);
  const defaults = defaultsOf(written.provider, settings, region);
  const place = written.place ?? defaults.place;
  const { apiKeyFile, promptCache = '5m' } = written;
  const route: Route = {
    id: written.id,
    provider: defaults.kind,
    place,
    jurisdiction: written.jurisdiction ?? [],
    region,
    baseUrl: (written.baseUrl ?? defaults.baseUrl ?? '').replace(/\/+$/, ''),
    models: written.models ?? [],
    maximumClass: written.maximumClass ?? CLASS_OF_PLACE[place],
    prices: Object.fromEntries(
      Object.entries(written.prices ?? {}).map(([model, price]) => [model, toPrice(price)]),
    ),
    promptCache: promptCache === 'off' ? null : promptCache,
    fallbacks: written.fallbacks ?? [],
  };
  const apiKey =
    apiKeyFile === undefined ? defaults.apiKey : readKey(written.id, apiKeyFile, problems);
  return { route, apiKey };
}

function regionOf({ provider, region }: WrittenRoute, { models, aws }: Settings): string | null {
  return provider === 'bedrock' ? (region ?? models.bedrock.region ?? aws.region) : null;
}

function defaultsOf(
  provider: WrittenRoute['provider'],
  { models }: Settings,
  region: string | null,
): ProviderDefaults {
  switch (provider) {
    case 'anthropic':
      return { kind: 'anthropic', place: 'cloud', ...models.anthropic };
    case 'bedrock':
      return {
        kind: 'bedrock',
        place: 'cloud',
        baseUrl: `https://bedrock-runtime.${region ?? 'unknown'}.amazonaws.com`,
        apiKey: models.bedrock.apiKey,
      };
    case 'openai':
      return { kind: 'openai', place: 'cloud', ...models.openai };
    case 'litellm':
      return { kind: 'openai', place: 'cloud', ...models.litellm };
    case 'ollama':
      return { kind: 'ollama', place: 'local', ...models.ollama, apiKey: null };
  }
}

/** Claude's published ratios: a read from the cache costs a tenth of input, a write five quarters. */
function toPrice(price: NonNullable<WrittenRoute['prices']>[string]): ModelPrice {
  const { inputUsd, outputUsd } = price;
  return {
    inputUsd,
    outputUsd,
    cacheReadUsd: price.cacheReadUsd ?? inputUsd * 0.1,
    cacheWriteUsd: price.cacheWriteUsd ?? inputUsd * 1.25,
  };
}

function readKey(id: string, file: string, problems: string[]): string {
  try {
    const key = readFileSync(file, 'utf8').trim();
    if (key === '') problems.push(`models.routes: ${file} of ${id} is empty.`);
    return key;
  } catch (error) {
    problems.push(`models.routes: ${file} of ${id} cannot be read (${reasonOf(error)}).`);
    return '';
  }
}

function duplicates(configured: readonly ConfiguredRoute[]): readonly string[] {
  const ids = configured.map(({ route }) => route.id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `models.routes: the id ${id} is used twice. Give each its own.`);
}

function unknownFallbacks(configured: readonly ConfiguredRoute[]): readonly string[] {
  const ids = new Set(configured.map(({ route }) => route.id));
  return configured.flatMap(({ route }) =>
    route.fallbacks
      .filter((id) => !ids.has(id) || id === route.id)
      .map((id) => `models.routes: ${route.id} falls back to ${id}, which is no other route.`),
  );
}

function routeProblems({ route }: ConfiguredRoute, settings: Settings): readonly string[] {
  const problems = [...addressProblems(route, settings), ...bedrockProblems(route)];
  if (route.id === 'xops')
    problems.push('the id xops is taken: gateway.xops-auto is ours. Choose another');
  if (route.place === 'local' && (route.provider === 'anthropic' || route.provider === 'bedrock')) {
    problems.push(`${route.provider} is never local. Say place: vpc or cloud`);
  }
  return problems.map((problem) => `models.routes: ${route.id}: ${problem}.`);
}

function addressProblems({ baseUrl, place }: Route, { egress }: Settings): string[] {
  if (baseUrl === '') return ['has no address. Set baseUrl'];
  const url = new URL(baseUrl);
  const { host } = targetOf(url);
  const problems: string[] = [];
  if (egress.airGapped && !isLoopbackName(host)) {
    problems.push(`${host} is not this machine, and XOPS_AIR_GAPPED is set. Remove the route`);
  }
  if (place === 'local' && isIP(host) !== 0 && !isPrivateAddress(host)) {
    problems.push(`${host} is no private address, so this is not local. Say place: vpc or cloud`);
  }
  if (url.protocol === 'http:' && place === 'cloud' && !isOnOwnNetwork(host)) {
    problems.push(`${host} would be sent keys and chats in clear text. Use https`);
  }
  return problems;
}

/** Names without a dot are those of containers and of the own network. */
function isOnOwnNetwork(host: string): boolean {
  return isLoopbackName(host) || isPrivateAddress(host) || !host.includes('.');
}

function bedrockProblems(route: Route): string[] {
  if (route.provider !== 'bedrock') return [];
  const problems: string[] = [];
  if (route.region === null) problems.push('needs a region, e.g. ap-southeast-2');
  if (route.models.length === 0)
    problems.push('needs models: Bedrock does not list what may be invoked');
  for (const model of route.models) {
    const problem = jurisdictionProblem(model, route);
    if (problem !== null) problems.push(problem.replace(/\.$/, ''));
  }
  return problems;
}

function airGapProblems({ egress, aws }: Settings): readonly string[] {
  if (!egress.airGapped || aws.source === 'sample') return [];
  return [
    'XOPS_AIR_GAPPED: live AWS is not on this machine. Set XOPS_AWS_SOURCE=sample, or unset one.',
  ];
}
