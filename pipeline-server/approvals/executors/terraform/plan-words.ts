import type { StepReport } from '../../../contracts/executor.ts';
import type { StateVersion } from './plan-document.ts';

/** How many addresses a sentence names at the most. */
export const MOST_NAMED = 10;

/** How far an apply came that did not end well. */
export function partWords({ made, changes }: StepReport['facts']): string {
  if (typeof made !== 'number' || typeof changes !== 'number')
    return ' How much of it was applied could not be read: look at the state.';
  if (made === 0) return ' Nothing of it was applied.';
  return ` Of its ${changes} changes ${made} were made. Plan again for the rest.`;
}

/** A state as people name it. */
export function stateWords(state: StateVersion | null): string {
  return state === null ? 'empty' : `serial ${state.serial}`;
}

/** The first addresses, and how many more there are. */
export function some(addresses: readonly string[]): string {
  const rest = addresses.length - MOST_NAMED;
  const named = addresses.slice(0, MOST_NAMED).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}
