import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { freePort } from '../../bench/free-port.ts';
import { withoutTheInternet } from '../../pipeline-server/cli/stack-programs.ts';
import { type ManagedProcess, startProcess, waitForProcess } from './managed-process.ts';

/** The admin that Open WebUI creates at its first start. */
export const ADMIN = { email: 'admin@example.com', password: 'admin-pass', name: 'Admin' } as const;

/** Signs the identity that Open WebUI forwards; our server is given the same. */
export const USER_JWT_SECRET = 'end-to-end-user-identity-signing-secret';

/** The key of Open WebUI's connection to our server. */
export const CONNECTION_KEY = 'end-to-end-connection-key';

const START_TIMEOUT_MS = 180_000;

/** A running Open WebUI with an empty database in a folder of its own. */
export interface OpenWebui {
  readonly url: string;
  /** A session of the admin. One serves all tests: Open WebUI allows few sign-ins per minute. */
  readonly adminToken: string;
  stop(): Promise<void>;
}

/** How one Open WebUI differs from the others. */
interface OpenWebuiOptions {
  /** Of its log. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts Open WebUI headless with one connection, to the server expected on `xopsPort`. */
export async function startOpenWebui(xopsPort: number): Promise<OpenWebui> {
  const environment = {
    ENABLE_PERSISTENT_CONFIG: 'false',
    BYPASS_MODEL_ACCESS_CONTROL: 'true',
    ...connection(xopsPort),
  };
  return await launch({ name: 'open-webui', environment });
}

/** Starts one that knows no model and no server of ours, as it is after its installation. */
export async function startFreshOpenWebui({
  name,
  environment,
}: OpenWebuiOptions): Promise<OpenWebui> {
  return await launch({ name, environment: { ENABLE_OPENAI_API: 'true', ...environment } });
}

async function launch({ name, environment }: OpenWebuiOptions): Promise<OpenWebui> {
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-e2e-open-webui-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const variables = { ...base(folder), ...environment };
  const process = spawnOpenWebui({ name, environment: variables }, folder, port);
  const stop = async () => {
    await process.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitForProcess(process, async () => (await fetch(`${url}/ready`)).ok, START_TIMEOUT_MS);
    return { url, adminToken: await signIn(url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/auths/signin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  return Value.Parse(Type.Object({ token: Type.String() }), await response.json()).token;
}

function spawnOpenWebui(
  { name, environment }: OpenWebuiOptions,
  folder: string,
  port: number,
): ManagedProcess {
  const venv = process.env['E2E_VENV'];
  if (venv === undefined) throw new Error('run the tests with npm run test:e2e');
  return startProcess({
    name,
    command: path.join(venv, 'bin/open-webui'),
    args: ['serve', '--host', '127.0.0.1', '--port', String(port)],
    environment,
    cwd: folder,
  });
}

/** The variables of Open WebUI 0.12 that make it start alone and offline. */
function base(folder: string): Record<string, string> {
  mkdirSync(path.join(folder, 'static'), { recursive: true });
  return {
    DATA_DIR: path.join(folder, 'data'),
    STATIC_DIR: path.join(folder, 'static'),
    WEBUI_SECRET_KEY: 'end-to-end',
    WEBUI_ADMIN_EMAIL: ADMIN.email,
    WEBUI_ADMIN_PASSWORD: ADMIN.password,
    WEBUI_ADMIN_NAME: ADMIN.name,
    ENABLE_API_KEYS: 'true',
    ENABLE_OLLAMA_API: 'false',
    OLLAMA_BASE_URL: 'http://127.0.0.1:9',
    ...withoutTheInternet(),
    RAG_EMBEDDING_ENGINE: 'openai',
    BYPASS_EMBEDDING_AND_RETRIEVAL: 'true',
  };
}

function connection(xopsPort: number): Record<string, string> {
  const headers = {
    'X-Chat-Id': '{{CHAT_ID}}',
    'X-Message-Id': '{{MESSAGE_ID}}',
    'X-Task': '{{TASK}}',
    'X-User-Groups': '{{USER_GROUPS}}',
  };
  return {
    ENABLE_OPENAI_API: 'true',
    OPENAI_API_BASE_URLS: `http://127.0.0.1:${xopsPort}/v1`,
    OPENAI_API_KEYS: CONNECTION_KEY,
    OPENAI_API_CONFIGS: JSON.stringify({ 0: { enable: true, headers } }),
    ENABLE_FORWARD_USER_INFO_HEADERS: 'true',
    FORWARD_USER_INFO_HEADER_JWT_SECRET: USER_JWT_SECRET,
  };
}
