import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type ComposeFile,
  type ComposeService,
  secretTargets,
} from '../../pipeline-server/test/compose-file.ts';

/** Where the services of a stack are on this machine. */
export interface StackPlaces {
  readonly folder: string;
  readonly compose: ComposeFile;
  /** Port of a service in its container, by name, and the port that it has here. */
  readonly ports: Readonly<Record<string, { readonly inside: number; readonly here: number }>>;
}

/** A service as a process: what it is started with, its environment complete. */
export interface ServiceProcess {
  readonly environment: Readonly<Record<string, string>>;
  /** Words of `entrypoint` and `command`. */
  readonly words: readonly string[];
  /** Its folder for what a volume keeps. */
  readonly data: string;
}

/**
 * Turns a service of `compose.yaml` into a process: the environment is that of the file, only that names of services become
 * addresses of this machine, and paths of a container those of a folder.
 */
export function serviceProcess(name: string, places: StackPlaces): ServiceProcess {
  const service = serviceOf(name, places.compose);
  const root = path.join(places.folder, name);
  mkdirSync(path.join(root, 'data'), { recursive: true });
  mkdirSync(path.join(root, 'tmp'), { recursive: true });
  linkSecrets(service, root, places);
  writeConfigs(service, root, places);
  const local = (text: string) => inContainer(inNetwork(text, places), root);
  const written = Object.entries(service.environment).map(
    ([key, value]) => [key, local(String(value))] as const,
  );
  const environment = { ...Object.fromEntries(written), ...ownAddress(name, service, places) };
  return {
    environment: { SECRETS_DIR: path.join(root, 'secrets'), ...environment },
    words: [...service.entrypoint, ...service.command].map(local),
    data: path.join(root, 'data'),
  };
}

function serviceOf(name: string, compose: ComposeFile): ComposeService {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`compose.yaml has no service ${name}`);
  return service;
}

function linkSecrets(
  service: ComposeService,
  root: string,
  { folder, compose }: StackPlaces,
): void {
  const secrets = path.join(root, 'secrets');
  rmSync(secrets, { recursive: true, force: true });
  mkdirSync(secrets);
  for (const [target, source] of secretTargets(service)) {
    const file = path.join(folder, compose.secrets[source]?.file ?? '');
    symlinkSync(file, path.join(secrets, target));
  }
}

function writeConfigs({ configs }: ComposeService, root: string, places: StackPlaces): void {
  for (const { source, target } of configs) {
    const file = path.join('compose', places.compose.configs[source]?.file ?? '');
    const text = inNetwork(readFileSync(file, 'utf8'), places);
    writeFileSync(path.join(root, path.basename(target)), text);
  }
}

/** `http://chroma:8000` as it is reached here. */
function inNetwork(text: string, { ports }: StackPlaces): string {
  return Object.entries(ports).reduce(
    (now, [name, { inside, here }]) => now.replaceAll(`//${name}:${inside}`, `//127.0.0.1:${here}`),
    text,
  );
}

const CONTAINER_PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/run\/secrets(?=\/|$)/, 'secrets'],
  [/^\/data(?=\/|$)/, 'data'],
  [/^\/tmp(?=\/|$)/, 'tmp'],
  [/^\/etc\/[a-z]+(?=\/)/, '.'],
];

function inContainer(text: string, root: string): string {
  const found = CONTAINER_PATHS.find(([pattern]) => pattern.test(text));
  return found === undefined ? text : path.join(root, text.replace(found[0], found[1]));
}

/** What says where a service listens, and where Chroma is for Open WebUI, which has host and port apart. */
function ownAddress(
  name: string,
  { environment }: ComposeService,
  { ports }: StackPlaces,
): Record<string, string> {
  const here = String(ports[name]?.here ?? 0);
  const chroma = ports['chroma'];
  return {
    ...('HOST' in environment ? { HOST: '127.0.0.1', PORT: here } : {}),
    ...(environment['CHROMA_HTTP_HOST'] === 'chroma' && chroma !== undefined
      ? { CHROMA_HTTP_HOST: '127.0.0.1', CHROMA_HTTP_PORT: String(chroma.here) }
      : {}),
  };
}
