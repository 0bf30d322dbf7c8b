/** A mean and the bounds of its 95 % interval; all NaN without values. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;

/**
 * The mean with its percentile bootstrap interval (Efron, 1979). The differences of two systems on the same questions give
 * the interval of the paired difference.
 * @param random numbers in [0, 1); the same stream gives the same bounds.
 */
export function bootstrap(values: readonly number[], random: () => number): Interval {
  const means = Array.from({ length: RESAMPLES }, () =>
    meanOf(values.map(() => values[Math.floor(random() * values.length)] ?? 0)),
  ).toSorted((left, right) => left - right);
  return {
    mean: meanOf(values),
    low: means[Math.floor(RESAMPLES * 0.025)] ?? Number.NaN,
    high: means[Math.ceil(RESAMPLES * 0.975) - 1] ?? Number.NaN,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
