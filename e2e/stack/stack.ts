import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../bench/free-port.ts';
import { readComposeFile } from '../../pipeline-server/test/compose-file.ts';
import { type ManagedProcess, startProcess, waitForProcess } from '../harness/managed-process.ts';
import { type ServiceProcess, type StackPlaces, serviceProcess } from './service-process.ts';

/** What runs for as long as the stack does. */
export const SERVICES = ['chroma', 'litellm', 'xops', 'open-webui'] as const;

/** A service that runs. */
export type ServiceName = (typeof SERVICES)[number];

/** Ports in the containers, from the commands and health checks of `compose.yaml`. */
const INSIDE = { chroma: 8000, litellm: 4000, xops: 9099, 'open-webui': 8080 } as const;

/** How a service says that it is ready, as in its health check. */
const READY: Readonly<Record<ServiceName, string>> = {
  chroma: '/api/v2/heartbeat',
  litellm: '/health/liveliness',
  xops: '/readyz',
  'open-webui': '/ready',
};

const START_TIMEOUT_MS = 240_000;

/** What a stack is started with besides `compose.yaml`. */
export interface StackOptions {
  /** Variables of `.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where the model providers are played: the cloud's API for LiteLLM, and Ollama. */
  readonly cloudUrl: string;
  readonly ollamaPort: number;
}

/** The services of `compose.yaml` as processes of this machine. */
export interface Stack {
  readonly folder: string;
  url(name: ServiceName): string;
  secret(name: string): string;
  /** Runs the command line of the image with the environment of a service. */
  xops(service: 'xops' | 'connect', args: readonly string[]): Finished;
  /** Ends a service as a crash would. */
  kill(name: ServiceName): Promise<void>;
  /** Starts it (again), and waits until it is ready. @returns milliseconds that this took. */
  start(name: ServiceName): Promise<number>;
  stop(): Promise<void>;
}

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts all services in the order of the file. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const places = await preparePlaces(options);
  const running = new Map<ServiceName, ManagedProcess>();
  const url = (name: ServiceName) => `http://127.0.0.1:${places.ports[name]?.here}`;
  const start = async (name: ServiceName) => {
    const begun = performance.now();
    const process = launch(name, places, options);
    running.set(name, process);
    const ready = async () => (await fetch(`${url(name)}${READY[name]}`)).ok;
    await waitForProcess(process, ready, START_TIMEOUT_MS);
    return Math.round(performance.now() - begun);
  };
  const stop = async () => {
    for (const process of [...running.values()].toReversed()) await process.stop();
    rmSync(places.folder, { recursive: true, force: true });
  };
  try {
    for (const name of SERVICES) await start(name);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder: places.folder,
    url,
    secret: (name) => readFileSync(path.join(places.folder, 'secrets', name), 'utf8'),
    xops: (service, args) => runXops(serviceProcess(service, places), args),
    kill: async (name) => {
      await running.get(name)?.kill();
    },
    start,
    stop,
  };
}

/** `prepare.sh` in a folder of the stack's own, and a free port for each service. */
async function preparePlaces({ variables, ollamaPort }: StackOptions): Promise<StackPlaces> {
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-stack-'));
  for (const name of ['prepare.sh', '.env.example'])
    cpSync(path.join('compose', name), path.join(folder, name));
  execFileSync('sh', [path.join(folder, 'prepare.sh')]);
  writeFileSync(path.join(folder, 'secrets/anthropic_api_key'), 'sk-ant-end-to-end');
  const ports: Record<string, { inside: number; here: number }> = {
    ollama: { inside: 11434, here: ollamaPort },
  };
  for (const name of SERVICES) ports[name] = { inside: INSIDE[name], here: await freePort() };
  return { folder, compose: readComposeFile(variables), ports };
}

function launch(name: ServiceName, places: StackPlaces, options: StackOptions): ManagedProcess {
  const service = serviceProcess(name, places);
  const port = String(places.ports[name]?.here);
  const [command = '', ...args] = commandOf(name, service, port);
  const environment = { ...service.environment, ...extraEnvironment(name, options) };
  return startProcess({ name: `stack-${name}`, command, args, environment, cwd: service.data });
}

/** What the test alone needs: programs of the environments of Python, and where the cloud is played. */
function extraEnvironment(
  name: ServiceName,
  { cloudUrl }: StackOptions,
): Readonly<Record<string, string>> {
  if (name === 'litellm')
    return { ANTHROPIC_API_BASE: cloudUrl, PATH: withPrograms('E2E_LITELLM_VENV') };
  if (name !== 'open-webui') return {};
  return { PATH: withPrograms('E2E_VENV'), FRONTEND_BUILD_DIR: frontendOfTheWheel() };
}

/** The image has the pages in /app/build, the wheel has them in its package. */
function frontendOfTheWheel(): string {
  const libraries = path.join(venv('E2E_VENV'), 'lib');
  const python = readdirSync(libraries).find((name) => name.startsWith('python')) ?? '';
  return path.join(libraries, python, 'site-packages/open_webui/frontend');
}

function withPrograms(variable: string): string {
  return `${path.join(venv(variable), 'bin')}:${process.env['PATH'] ?? ''}`;
}

function venv(variable: string): string {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error('run the tests with npm run test:stack');
  return folder;
}

const MAIN = path.resolve('dist/pipeline-server/cli/main.js');

/** The commands of the file, with this machine's ports and files in them; of two images, what their entry points run. */
function commandOf(
  name: ServiceName,
  { words, data }: ServiceProcess,
  port: string,
): readonly string[] {
  if (name === 'xops') return [process.execPath, '--enable-source-maps', MAIN, 'serve'];
  if (name === 'chroma') {
    const program = path.join(venv('E2E_VENV'), 'bin/chroma');
    return [program, 'run', '--path', data, '--host', '127.0.0.1', '--port', port];
  }
  const replaced: Readonly<Record<string, string>> = {
    '/opt/with-secrets.sh': path.resolve('compose/with-secrets.sh'),
    '0.0.0.0': '127.0.0.1',
    [String(INSIDE[name])]: port,
  };
  return words.map((word) => replaced[word] ?? word);
}

function runXops({ environment, data }: ServiceProcess, args: readonly string[]): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: data,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { code: status, out: stdout, err: stderr };
}
