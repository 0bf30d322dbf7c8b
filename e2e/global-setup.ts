import type { TestProject } from 'vitest/node';
import { freePort } from '../bench/free-port.ts';
import { startOpenWebui } from './harness/open-webui.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Base URL of the one Open WebUI of this run. */
    openWebuiUrl: string;
    /** A session of its admin. */
    adminToken: string;
    /** The port on which Open WebUI expects our server; each test file starts its own there. */
    xopsPort: number;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const xopsPort = await freePort();
  const openWebui = await startOpenWebui(xopsPort);
  project.provide('openWebuiUrl', openWebui.url);
  project.provide('adminToken', openWebui.adminToken);
  project.provide('xopsPort', xopsPort);
  return () => openWebui.stop();
}
