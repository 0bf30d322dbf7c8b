import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from './figures.ts';
import { startOurServer } from './server-process.ts';
import { median } from './statistics.ts';

const SETTLE_MS = 1000;

/** How soon a fresh server is ready, and how much memory it holds while nobody asks. */
export async function measureStartUp(repetitions: number): Promise<readonly Figure[]> {
  const seconds: number[] = [];
  const resident: number[] = [];
  for (let pass = 0; pass < repetitions; pass += 1) {
    const server = await startOurServer();
    seconds.push(server.startedMs / 1000);
    await sleep(SETTLE_MS);
    resident.push(server.residentMiB());
    await server.stop();
  }
  const note = `median of ${repetitions} fresh processes`;
  return [
    { name: 'start to ready', value: median(seconds), unit: 's', aim: { below: 2 }, note },
    { name: 'idle memory (RSS)', value: median(resident), unit: 'MiB', note },
  ];
}
