import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { type ManagedProcess, startProcess, waitForProcess } from './managed-process.ts';
import { CONNECTION_KEY, USER_JWT_SECRET } from './open-webui.ts';

/** What a test wants of its server besides the defaults. */
export interface XopsOptions {
  /** The server's API key, when it is not to be the one Open WebUI knows. */
  readonly key?: string;
  /** User plugins by file name, written before the start. */
  readonly plugins?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Our server as a user runs it, on the port that Open WebUI knows, its data and plugins in a folder of its own. */
export interface XopsServer {
  readonly url: string;
  readonly key: string;
  /** A folder for anything a test's plugins want to write. */
  readonly folder: string;
  readonly pid: number;
  writePlugin(file: string, source: string): void;
  /** A call with the server's key. */
  request(pathname: string, init?: RequestInit): Promise<Response>;
  /** Ends the process at once, as a crash would. */
  crash(): Promise<void>;
  /** Starts it again on the same data, after {@link crash}. */
  start(environment?: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Starts the built server and waits until it is ready. */
export async function startXops(options: XopsOptions = {}): Promise<XopsServer> {
  const port = inject('xopsPort');
  const url = `http://127.0.0.1:${port}`;
  const key = options.key ?? CONNECTION_KEY;
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-e2e-'));
  const plugins = path.join(folder, 'plugins');
  mkdirSync(plugins);
  const writePlugin = (file: string, source: string) =>
    writeFileSync(path.join(plugins, file), source);
  for (const [file, source] of Object.entries(options.plugins ?? {})) writePlugin(file, source);

  const launch = (extra: Readonly<Record<string, string>> = {}) =>
    launchServer(url, {
      PORT: String(port),
      PIPELINES_API_KEY: key,
      DATA_DIR: path.join(folder, 'data'),
      PIPELINES_DIR: plugins,
      ...options.environment,
      ...extra,
    });
  let current = await launch();
  return {
    url,
    key,
    folder,
    get pid() {
      return current.pid;
    },
    writePlugin,
    request: (pathname, init = {}) => requestWithKey(`${url}${pathname}`, key, init),
    crash: () => current.kill(),
    start: async (extra) => {
      current = await launch(extra);
    },
    stop: async () => {
      await current.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launchServer(
  url: string,
  variables: Readonly<Record<string, string>>,
): Promise<ManagedProcess> {
  const server = startProcess({
    name: 'xops',
    command: process.execPath,
    args: ['--enable-source-maps', 'dist/pipeline-server/main.js'],
    environment: {
      HOST: '127.0.0.1',
      FORWARD_USER_INFO_HEADER_JWT_SECRET: USER_JWT_SECRET,
      ...variables,
    },
    cwd: process.cwd(),
  });
  await waitForProcess(server, async () => (await fetch(`${url}/readyz`)).ok, START_TIMEOUT_MS);
  return server;
}

function requestWithKey(url: string, key: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${key}`);
  if (init.body !== undefined) headers.set('content-type', 'application/json');
  return fetch(url, { ...init, headers });
}
