import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { buildApp } from '../app.ts';
import { composeServices, type Services } from '../compose-services.ts';
import { type Environment, readConfig } from '../config.ts';
import type { ServiceOverrides } from '../foundation.ts';
import { createMemoryChatStore } from '../state/chat-store.ts';
import { createMemoryValvesStore } from '../state/valves-store.ts';
import { createFakeAnalyzers } from './fake-analyzers.ts';
import { createFakeFocus } from './fake-focus.ts';

/** The key of a test's server; it has all scopes. */
export const TEST_KEY = 'test-key-with-all-scopes';

/** What a test wants besides a server with memory stores and no plugins. */
export interface TestAppOptions extends ServiceOverrides {
  readonly environment?: Environment;
  /** Text of its xops.yaml. */
  readonly settings?: string;
  /** With the product's own plugins; without, only those given. */
  readonly productPlugins?: boolean;
  /** Modules of PIPELINES_DIR by file name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A server inside the test's process, reached with `app.inject`. */
export interface TestApp {
  readonly app: FastifyInstance;
  readonly services: Services;
  /** Its folder; PIPELINES_DIR is `pipelines` in it. */
  readonly folder: string;
  /** Writes a module into PIPELINES_DIR. */
  writePlugin(name: string, source: string): Promise<void>;
}

/** Headers of a caller with a key. */
export function bearer(key: string = TEST_KEY): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}

/** Starts a server for one test and takes it away when the test is over. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { environment, settings = '', files = {}, productPlugins = false, ...overrides } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-app-'));
  const directory = path.join(folder, 'pipelines');
  await mkdir(directory);
  const writePlugin = (name: string, source: string) =>
    writeFile(path.join(directory, name), source);
  await Promise.all(Object.entries(files).map(([name, source]) => writePlugin(name, source)));
  const services = await composeServices(await testConfig(folder, settings, environment), {
    valvesStore: createMemoryValvesStore(),
    chatStore: createMemoryChatStore(),
    analyzers: {
      analyzers: createFakeAnalyzers(),
      focus: createFakeFocus(),
      awsSource: { kind: 'sample', label: 'sample organisation' },
      close: () => Promise.resolve(),
    },
    ...(productPlugins ? {} : { plugins: [] }),
    hookTimeoutMs: 500,
    ...overrides,
  });
  const app = await buildApp(services);
  onTestFinished(async () => {
    await app.close();
    await services.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { app, services, folder, writePlugin };
}

/** Settings that know nothing of the machine which runs the tests. */
async function testConfig(folder: string, settings: string, environment: Environment = {}) {
  const file = path.join(folder, 'xops.yaml');
  await writeFile(file, settings);
  return readConfig(
    {
      PIPELINES_API_KEY: TEST_KEY,
      DATA_DIR: path.join(folder, 'data'),
      PIPELINES_DIR: path.join(folder, 'pipelines'),
      LOG_LEVEL: 'silent',
      ...environment,
    },
    { file },
  );
}
