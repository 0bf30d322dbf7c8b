import { DATE_RULES } from './date-rules.ts';
import type { PeriodRule } from './period-rule.ts';
import { RANGE_RULES } from './range-rules.ts';
import { RELATIVE_RULES } from './relative-rules.ts';
import { YEAR_RULES } from './year-rules.ts';

/** All ways to name a period; an earlier rule wins the text it matches. */
export const PERIOD_RULES: readonly PeriodRule[] = [
  ...RANGE_RULES,
  ...YEAR_RULES,
  ...RELATIVE_RULES,
  ...DATE_RULES,
];
