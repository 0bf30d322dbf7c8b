import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  BENCH_KEY,
  type MeasuredServer,
  startCommand,
  startOurServer,
  startServer,
} from './server-process.ts';

/** A way from the load to the upstream. */
export interface Contestant {
  readonly name: 'direct' | 'bare proxy' | 'xOps' | 'Portkey' | 'LiteLLM';
  readonly server: MeasuredServer;
  /** The model's name there. */
  readonly model: string;
  readonly headers: Readonly<Record<string, string>>;
}

const PORTKEY = '1.15.2';
/** The version that Portkey installs by itself cannot stream (Portkey-AI/gateway#1389). */
const NODE_SERVER = '1.13.8';
const LITELLM = path.join(homedir(), '.cache/xops-e2e/litellm/bin/litellm');
const LITELLM_START_MS = 120_000;

/** Starts all that can be started here. Portkey is fetched from npm into a folder of its own; without it or LiteLLM, they are left out. */
export async function startContestants(upstream: MeasuredServer): Promise<readonly Contestant[]> {
  const others = await Promise.allSettled([startPortkey(upstream), startLiteLlm(upstream)]);
  for (const other of others) {
    if (other.status === 'rejected') console.error(`left out: ${String(other.reason)}`);
  }
  return [
    { name: 'direct', server: upstream, model: 'bench', headers: {} },
    await startBareProxy(upstream),
    await startGateway(upstream),
    ...others.flatMap((other) => (other.status === 'fulfilled' ? [other.value] : [])),
  ];
}

async function startBareProxy({ url }: MeasuredServer): Promise<Contestant> {
  const server = await startServer('./bare-proxy.js', { UPSTREAM: url });
  return { name: 'bare proxy', server, model: 'bench', headers: {} };
}

/** A local route, which the gate lets pass whatever the policy is. */
async function startGateway({ url }: MeasuredServer): Promise<Contestant> {
  const route = { id: 'bench', provider: 'openai', place: 'local', models: ['bench'] };
  const routes = JSON.stringify([{ ...route, baseUrl: `${url}/v1` }]);
  const server = await startOurServer({}, { XOPS_ROUTES: routes });
  return { name: 'xOps', server, model: 'gateway.bench-bench', headers: {} };
}

async function startPortkey({ url }: MeasuredServer): Promise<Contestant> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-bench-portkey-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const server = await startInstalledPortkey(folder);
    const stop = async () => {
      await server.stop();
      await remove();
    };
    const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${url}/v1` };
    return { name: 'Portkey', server: { ...server, stop }, model: 'bench', headers };
  } catch (error) {
    await remove();
    throw new Error(`Portkey: ${String(error)}`, { cause: error });
  }
}

async function startInstalledPortkey(folder: string): Promise<MeasuredServer> {
  const manifest = {
    private: true,
    dependencies: { '@portkey-ai/gateway': PORTKEY },
    overrides: { '@hono/node-server': NODE_SERVER },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const install = ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
  await promisify(execFile)('npm', install, { cwd: folder, timeout: 180_000 });
  // Portkey listens on every interface of the machine and has no setting for it.
  const loopback = path.join(folder, 'loopback.cjs');
  await writeFile(loopback, LOOPBACK_ONLY);
  return await startCommand((port) => ({
    command: process.execPath,
    args: [
      '--require',
      loopback,
      path.join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js'),
      '--headless',
      `--port=${port}`,
    ],
    environment: { TRUSTED_CUSTOM_HOSTS: '127.0.0.1', NODE_ENV: 'production' },
    readyPath: '/',
  }));
}

const LOOPBACK_ONLY = `
const { Server } = require('node:net');
const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  const done = rest.find((value) => typeof value === 'function');
  return listen.call(this, { port: Number(port.port ?? port), host: '127.0.0.1' }, done);
};`;

async function startLiteLlm({ url }: MeasuredServer): Promise<Contestant> {
  if (!existsSync(LITELLM))
    throw new Error(`LiteLLM: ${LITELLM} is not there (e2e/run.sh makes it)`);
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-bench-litellm-'));
  const file = path.join(folder, 'config.yaml');
  await writeFile(file, liteLlmConfig(url));
  const server = await startCommand((port) => ({
    command: LITELLM,
    args: ['--config', file, '--host', '127.0.0.1', '--port', String(port), '--num_workers', '1'],
    environment: {
      HOME: folder,
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      LITELLM_MASTER_KEY: BENCH_KEY,
      LITELLM_TELEMETRY: 'False',
      LITELLM_LOG: 'ERROR',
    },
    readyPath: '/health/liveliness',
    timeoutMs: LITELLM_START_MS,
  }));
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { name: 'LiteLLM', server: { ...server, stop }, model: 'bench', headers: {} };
}

function liteLlmConfig(url: string): string {
  const parameters = { model: 'openai/bench', api_base: `${url}/v1`, api_key: 'none' };
  // JSON is YAML.
  return JSON.stringify({ model_list: [{ model_name: 'bench', litellm_params: parameters }] });
}
