import type { Figure, SentencePart } from '../../pipeline-server/contracts/results.ts';

/** What rows are called: one of them, and several. */
export interface Noun {
  readonly one: string;
  readonly many: string;
}

/** Pieces of a sentence that may be made strong. */
export type Words = readonly (string | Figure)[];

/** A number as a figure. */
export function numberFigure(value: number): Figure {
  return { value, kind: 'number' };
}

/** An amount as a figure. */
export function moneyFigure(value: number, currency: string): Figure {
  return { value, kind: 'money', currency };
}

/** A share, 0–100, as a figure. */
export function percentFigure(value: number): Figure {
  return { value, kind: 'percent' };
}

/** `14 idle EC2 instances`, `1 idle EC2 instance`. */
export function counted(value: number, { one, many }: Noun): Words {
  return [numberFigure(value), ` ${value === 1 ? one : many}`];
}

/** What a sentence comes down to. */
export function strong(...words: Words): SentencePart {
  return { strong: words };
}

/** With a capital at the start. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const ACCOUNTS: Noun = { one: 'account', many: 'accounts' };
export const REGIONS: Noun = { one: 'Region', many: 'Regions' };
export const RESOURCES: Noun = { one: 'resource', many: 'resources' };
