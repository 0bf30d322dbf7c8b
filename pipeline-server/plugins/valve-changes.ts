import { isDeepStrictEqual } from 'node:util';
import type { Valve } from './valves-schema.ts';
import type { ValveValues } from './valves-values.ts';

/** A value that names nobody and nothing: a number, a switch, one of the choices. */
type PlainValue = string | number | boolean | null;

/** What became of the valves that changed, by key. Texts and secrets only count as changed: they may hold anything. */
export type ValveChanges = Readonly<Record<string, ValveChange>>;

type ValveChange = 'changed' | { readonly from: PlainValue; readonly to: PlainValue };

/** Compares the values of a plugin before and after an update. */
export function valveChanges(
  valves: readonly Valve[],
  { before, after }: { readonly before: ValveValues; readonly after: ValveValues },
): ValveChanges {
  const changed = valves.filter(({ key }) => !isDeepStrictEqual(before[key], after[key]));
  return Object.fromEntries<ValveChange>(
    changed.map((valve) => {
      const { key } = valve;
      const told = { from: plain(before[key]), to: plain(after[key]) };
      return [key, isPlain(valve) ? told : 'changed'];
    }),
  );
}

function isPlain({ kind, secret }: Valve): boolean {
  return !secret && kind !== 'string' && kind !== 'list';
}

function plain(value: unknown): PlainValue {
  const isKnown = ['string', 'number', 'boolean'].includes(typeof value);
  return isKnown ? (value as PlainValue) : null;
}
