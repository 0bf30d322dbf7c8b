import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { freePort } from '../../bench/free-port.ts';
import { startProcess, waitForProcess } from './managed-process.ts';

/** A running Chroma server. */
export interface Chroma {
  readonly url: string;
  /** Makes an empty database, and gives its name. */
  createDatabase(): Promise<string>;
  /** Ends it: it has no time to write anything down. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Starts the Chroma server of the tests' Python environment on loopback. @param port a free one when left out. */
export async function startChroma(folder: string, port?: number): Promise<Chroma> {
  const chosen = port ?? (await freePort());
  const url = `http://127.0.0.1:${chosen}`;
  const server = startProcess({
    name: 'chroma',
    command: path.join(process.env['E2E_VENV'] ?? '', 'bin/chroma'),
    args: ['run', '--host', '127.0.0.1', '--port', String(chosen), '--path', folder],
    environment: { ANONYMIZED_TELEMETRY: 'False' },
    cwd: process.cwd(),
  });
  const ready = async () => (await fetch(`${url}/api/v2/heartbeat`)).ok;
  await waitForProcess(server, ready, START_TIMEOUT_MS);
  return {
    url,
    async createDatabase() {
      const name = `test-${randomUUID()}`;
      const answer = await fetch(`${url}/api/v2/tenants/default_tenant/databases`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name }),
      });
      if (!answer.ok) throw new Error(`no database: ${answer.status}`);
      return name;
    },
    kill: () => server.kill(),
    stop: () => server.stop(),
  };
}
