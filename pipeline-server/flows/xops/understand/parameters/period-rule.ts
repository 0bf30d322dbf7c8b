import type { Period } from '../../../../contracts/parameters.ts';
import type { YearRule } from './date-words.ts';

/** One way to name a period: an expression with the `g` flag and what a match means; null when it is no date. */
export interface PeriodRule {
  readonly pattern: RegExp;
  readonly read: (groups: readonly (string | undefined)[], rule: YearRule) => Period | null;
}
