import { type Static, Type } from 'typebox';

/** A limit of tokens or USD as a number that an admin can leave at 0. */
function limit(title: string, description: string) {
  return Type.Number({
    default: 0,
    minimum: 0,
    maximum: 1_000_000_000_000,
    title,
    description: `${description} 0 for no limit.`,
  });
}

const TOKENS =
  'Tokens of prompts and answers. What a model does not report is estimated at three characters a token, and refusals say how much that is. A question is refused when what it may use, about, no longer fits beside answers that are still being written.';
const USD = 'By the prices below; a model without a price counts tokens only.';
const GROUP =
  'For each group of Open WebUI, its members together. Groups are known only from a signed user token.';

/** What an admin can set. */
export const BUDGET_VALVES = Type.Object({
  enabled: Type.Boolean({
    default: false,
    title: 'Enabled',
    description:
      'Limits how often each user may ask, and what models may read, write and cost. Open WebUI skips a filter that it cannot reach, and names the user without a signature: this protects a budget from accidents, not from an attacker.',
  }),
  pipelines: Type.Array(Type.String(), {
    default: ['*'],
    title: 'Models',
    description:
      'Ids of the models to limit, or * alone for all. A preset made from a model has an id of its own: name it as well, or use *.',
  }),
  priority: Type.Integer({
    default: 10,
    title: 'Priority',
    description: 'Lower runs first. A chat that a later filter refuses has been counted by then.',
  }),
  per_hour: Type.Integer({
    default: 60,
    minimum: 0,
    maximum: 1_000_000,
    title: 'Questions per hour',
    description:
      'Per user, from the first question on; 0 for no limit. Counts are kept in memory: a restart forgets them, and each server counts for itself.',
  }),
  per_day: Type.Integer({
    default: 500,
    minimum: 0,
    maximum: 1_000_000,
    title: 'Questions per day',
    description:
      'Per user, from the first question on; 0 for no limit. Titles, tags and other background tasks are not counted, nor are the steps of a tool loop.',
  }),
  message: Type.String({
    default: 'The limit of questions in {period} is {limit}. Ask again in {wait}.',
    minLength: 1,
    maxLength: 1_000,
    title: 'Message',
    description:
      'What the user reads when the limit of questions is reached. {limit}, {period} and {wait} are filled in. A client that calls models past Open WebUI reads nothing, as no filter is called.',
  }),
  answer_tokens: Type.Integer({
    default: 1_000,
    minimum: 0,
    maximum: 1_000_000,
    title: 'Tokens reserved for an answer',
    description:
      'Reserved of a budget when a question is asked that does not say how long its answer may be; the real use takes its place when the answer is there. A longer answer, a file or the steps of a tool loop can still pass a limit by what they use more. An answer that never comes holds its part for 15 minutes. Reservations are kept in memory: a restart forgets them, and each server counts its own.',
  }),
  user_tokens_per_day: limit('Tokens a day for each user', TOKENS),
  user_tokens_per_month: limit('Tokens a month for each user', TOKENS),
  user_usd_per_day: limit('USD a day for each user', USD),
  user_usd_per_month: limit('USD a month for each user', USD),
  group_tokens_per_day: limit('Tokens a day for each group', GROUP),
  group_tokens_per_month: limit('Tokens a month for each group', GROUP),
  group_usd_per_day: limit('USD a day for each group', `${GROUP} ${USD}`),
  group_usd_per_month: limit('USD a month for each group', `${GROUP} ${USD}`),
  prices: Type.Array(
    Type.String({
      pattern: String.raw`^\S{1,200} \d{1,6}(?:\.\d{1,6})? \d{1,6}(?:\.\d{1,6})?$`,
    }),
    {
      default: [],
      title: 'Prices',
      description:
        'One for each model: its id as Open WebUI has it, USD per million tokens of prompts, and of answers: gpt-4o 2.50 10.',
    },
  ),
});

export type BudgetValves = Static<typeof BUDGET_VALVES>;
