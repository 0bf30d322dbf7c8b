import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import type { StoppableWorld } from './ledger-fakes.ts';

/** The effects that are written down in a file. */
export function readEffects(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

/**
 * Instances that a file remembers.
 * @param onEffect told how many effects there are now, after each.
 */
export function fileWorld(file: string, onEffect: (effects: number) => void): StoppableWorld {
  const isStopped = (instance: string) =>
    readEffects(file).findLast((effect) => effect.endsWith(` ${instance}`)) === `stop ${instance}`;
  const push = (effect: string) => {
    const handle = openSync(file, 'a');
    appendFileSync(handle, `${effect}\n`);
    fsyncSync(handle);
    closeSync(handle);
    onEffect(readEffects(file).length);
  };
  const stopped = { has: isStopped, add: () => new Set<string>(), delete: () => true };
  return { stopped, effects: { push }, next: 'done' };
}
