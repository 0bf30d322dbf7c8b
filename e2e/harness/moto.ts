import path from 'node:path';
import { freePort } from '../../bench/free-port.ts';
import { startProcess, waitForProcess } from './managed-process.ts';

/** A running moto server: an independent stand-in for AWS, with one set of data for each account. */
export interface Moto {
  /** Endpoint of every service: `http://127.0.0.1:port`. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Starts moto's server from the tests' Python environment on a free loopback port. */
export async function startMoto(): Promise<Moto> {
  const port = String(await freePort());
  const endpoint = `http://127.0.0.1:${port}`;
  const server = startProcess({
    name: 'moto',
    command: path.join(process.env['E2E_VENV'] ?? '', 'bin/moto_server'),
    args: ['-H', '127.0.0.1', '-p', port],
    environment: {},
    cwd: process.cwd(),
  });
  const ready = async () => (await fetch(`${endpoint}/moto-api/`)).ok;
  await waitForProcess(server, ready, START_TIMEOUT_MS);
  return { endpoint, stop: () => server.stop() };
}
