import { type Static, Type } from 'typebox';
import type { BudgetLimit } from './contracts/budgets.ts';

/** A limit as it is written in `xops.yaml`. */
const WRITTEN_LIMIT = Type.Object(
  {
    for: Type.Enum(['user', 'group', 'model', 'everyone']),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    usd: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
    tokens: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 })),
  },
  { additionalProperties: false },
);

/** What models may be used for on a day (UTC). */
export const BUDGETS = Type.Object({
  limits: Type.Array(WRITTEN_LIMIT, {
    default: [],
    env: ['XOPS_MODEL_BUDGETS'],
    description: 'Most that models may cost and read and write on a day (UTC).',
    expects: 'a list of limits as docs/models.md has them',
  }),
  answerTokens: Type.Integer({
    default: 2000,
    minimum: 0,
    maximum: 1_000_000,
    env: ['XOPS_BUDGET_ANSWER_TOKENS'],
    description: 'Tokens reserved for an answer whose request does not say how long it may be.',
  }),
});

/** The limits of the settings, with null for what is left out. */
export function budgetLimitsOf(
  limits: readonly Readonly<Static<typeof WRITTEN_LIMIT>>[],
): readonly BudgetLimit[] {
  return limits.map(({ for: kind, name = null, usd = null, tokens = null }) => ({
    kind,
    name: kind === 'everyone' ? null : name,
    usd,
    tokens,
  }));
}
