import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Program } from './stack-program.ts';

/** Where a stack for development is, and how its parts know each other. */
export interface StackSettings {
  /** Folder of all that is kept. */
  readonly folder: string;
  readonly ports: { readonly openWebui: number; readonly chroma: number };
  /** Of the machine: where programs are, and the home folder. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Open WebUI's first admin. */
export const ADMIN_EMAIL = 'admin@localhost.localdomain';

/** What Open WebUI is to use. */
export interface WebuiWiring {
  readonly command: string;
  readonly serverUrl: string;
  readonly serverKey: string;
  readonly embeddingModel: string;
  /** Signs who is asking, for our server. */
  readonly userSecret: string;
  readonly sessionSecret: string;
  readonly adminPassword: string;
  readonly chroma: boolean;
}

/** Chroma, on loopback. */
export function chromaProgram(command: string, settings: StackSettings): Program {
  const { folder, ports, environment } = settings;
  const data = ownFolder(folder, 'chroma');
  return {
    name: 'Chroma',
    command,
    args: ['run', '--path', data, '--host', '127.0.0.1', '--port', String(ports.chroma)],
    environment,
    cwd: data,
    logFile: path.join(folder, 'logs', 'chroma.log'),
    readyUrl: `http://127.0.0.1:${ports.chroma}/api/v2/heartbeat`,
  };
}

/** Open WebUI 0.12, on loopback, that looks for nothing outside this machine. */
export function openWebuiProgram(wiring: WebuiWiring, settings: StackSettings): Program {
  const { folder, ports } = settings;
  const data = ownFolder(folder, 'open-webui');
  return {
    name: 'Open WebUI',
    command: wiring.command,
    args: ['serve', '--host', '127.0.0.1', '--port', String(ports.openWebui)],
    environment: {
      ...settings.environment,
      DATA_DIR: data,
      STATIC_DIR: path.join(data, 'static'),
      ...ownAdmin(wiring),
      ...wiredTo(wiring, ports.chroma),
      ...withoutTheInternet(),
    },
    cwd: data,
    logFile: path.join(folder, 'logs', 'open-webui.log'),
    readyUrl: `http://127.0.0.1:${ports.openWebui}/ready`,
  };
}

function ownFolder(folder: string, name: string): string {
  const own = path.resolve(folder, name);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  return own;
}

function ownAdmin({ sessionSecret, adminPassword }: WebuiWiring): Record<string, string> {
  return {
    WEBUI_SECRET_KEY: sessionSecret,
    WEBUI_ADMIN_EMAIL: ADMIN_EMAIL,
    WEBUI_ADMIN_PASSWORD: adminPassword,
    WEBUI_ADMIN_NAME: 'Admin',
  };
}

function wiredTo(wiring: WebuiWiring, chromaPort: number): Record<string, string> {
  const api = `${wiring.serverUrl}/v1`;
  const chroma = { CHROMA_HTTP_HOST: '127.0.0.1', CHROMA_HTTP_PORT: String(chromaPort) };
  return {
    ENABLE_FORWARD_USER_INFO_HEADERS: 'true',
    FORWARD_USER_INFO_HEADER_JWT_SECRET: wiring.userSecret,
    ENABLE_OLLAMA_API: 'false',
    OLLAMA_BASE_URL: 'http://127.0.0.1:9',
    OPENAI_API_BASE_URLS: api,
    RAG_EMBEDDING_ENGINE: 'openai',
    RAG_OPENAI_API_BASE_URL: api,
    RAG_OPENAI_API_KEY: wiring.serverKey,
    RAG_EMBEDDING_MODEL: wiring.embeddingModel,
    ...(wiring.chroma ? chroma : {}),
  };
}

/** Has Open WebUI download nothing and tell nobody. */
export function withoutTheInternet(): Record<string, string> {
  return {
    OFFLINE_MODE: 'true',
    ENABLE_VERSION_UPDATE_CHECK: 'false',
    HF_HUB_OFFLINE: '1',
    ANONYMIZED_TELEMETRY: 'false',
    DO_NOT_TRACK: 'true',
    SCARF_NO_ANALYTICS: 'true',
  };
}
