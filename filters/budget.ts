import { Type } from 'typebox';
import { defineFilter, type FilterPlugin, Refusal } from '../pipeline-server/contracts/plugin.ts';
import { createUsageCounter, type Limit } from './usage-counter.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const VALVES = Type.Object({
  enabled: Type.Boolean({
    default: false,
    title: 'Enabled',
    description:
      'Limits how often each user may ask. Open WebUI skips a filter that it cannot reach, and names the user without a signature: this protects a budget from accidents, not from an attacker.',
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
      'What the user reads when the limit is reached. {limit}, {period} and {wait} are filled in. A client that calls models past Open WebUI reads nothing, as no filter is called.',
  }),
});

/** Limits the questions of each user per hour and per day. Each filter made counts for itself. */
export function createBudget(): FilterPlugin<typeof VALVES> {
  const counter = createUsageCounter();
  return defineFilter({
    id: 'budget',
    name: 'Budget',
    description: 'Limits how many questions each user may ask per hour and per day.',
    valves: VALVES,
    inlet(body, { valves, principal, messageId, task, clock }) {
      if (!valves.enabled || task !== null) return body;
      const use = { user: principal.id, messageId, at: clock.now().getTime() };
      const reached = counter.count(use, limitsOf(valves));
      if (reached === null) return body;
      throw new Refusal(429, refusalText(valves.message, reached.limit, reached.waitMs));
    },
  });
}

function limitsOf(valves: { per_hour: number; per_day: number }): readonly Limit[] {
  return [
    { periodMs: HOUR_MS, most: valves.per_hour },
    { periodMs: DAY_MS, most: valves.per_day },
  ].filter(({ most }) => most > 0);
}

function refusalText(template: string, limit: Limit, waitMs: number): string {
  return template
    .replaceAll('{limit}', () => String(limit.most))
    .replaceAll('{period}', () => (limit.periodMs === HOUR_MS ? 'an hour' : 'a day'))
    .replaceAll('{wait}', () => spokenDuration(waitMs));
}

/** Rounded up, so that asking again after that time works. */
function spokenDuration(milliseconds: number): string {
  const minutes = Math.max(1, Math.ceil(milliseconds / 60_000));
  const hours = Math.floor(minutes / 60);
  const parts = [
    ...(hours === 0 ? [] : [plural(hours, 'hour')]),
    ...(minutes % 60 === 0 ? [] : [plural(minutes % 60, 'minute')]),
  ];
  return parts.join(' and ');
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
