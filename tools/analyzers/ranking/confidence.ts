import type { Advice } from '../analyzer.ts';

/** How far a kind of finding is to be believed, and why. */
export interface Confidence {
  readonly value: number;
  readonly reason: string;
}

const BY_BASIS: Readonly<Record<Advice['basis'], Confidence>> = {
  aws: { value: 1, reason: 'A finding of AWS itself.' },
  config: { value: 0.9, reason: 'A fact that AWS Config recorded; Config may lag by minutes.' },
  own: { value: 0.6, reason: 'Our own calculation from recorded facts.' },
};

/** Confidence in findings that rest on this. */
export function confidenceOf(basis: Advice['basis']): Confidence {
  return BY_BASIS[basis];
}
