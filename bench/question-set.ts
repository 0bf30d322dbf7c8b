import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Organization } from '../pipeline-server/contracts/analysis.ts';
import cost from './questions/cost.json' with { type: 'json' };
import followUps from './questions/follow-ups.json' with { type: 'json' };
import idioms from './questions/idioms.json' with { type: 'json' };
import others from './questions/inventory-certificates-reliability.json' with { type: 'json' };
import organization from './questions/organization.json' with { type: 'json' };
import registers from './questions/registers.json' with { type: 'json' };
import requests from './questions/requests.json' with { type: 'json' };
import security from './questions/security.json' with { type: 'json' };
import voices from './questions/voices.json' with { type: 'json' };

const Ids = Type.Array(Type.String());
const QuestionSchema = Type.Object(
  {
    question: Type.String(),
    /** Ids that are a right first answer; empty where nothing should be analysed. */
    analyzers: Ids,
    /** Groups of which each must be met, for a question with several parts. */
    all: Type.Optional(Type.Array(Ids)),
    /** Expected parameters, in part; of a period `start` alone may be given. */
    parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Whether it asks for a change; false when left out, null when both readings are right. */
    write: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    kind: Type.Optional(Type.String()),
    /** The question asked before, for a follow-up. */
    previous: Type.Optional(Type.String()),
    followUp: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

/** One question with what a right understanding of it holds. */
export type ExpectedQuestion = Static<typeof QuestionSchema>;

/** The part of the set that a question belongs to. Rules are tuned on the one and judged on the other. */
export type Half = 'tuning' | 'held-out';

const lists: readonly unknown[] = [
  cost,
  security,
  others,
  requests,
  voices,
  registers,
  idioms,
  followUps,
];

/** All questions, checked. */
export const QUESTIONS: readonly ExpectedQuestion[] = lists.flatMap((list) =>
  Value.Parse(Type.Array(QuestionSchema), list),
);

/** The organization that the questions speak of, and the day on which they are asked. */
export const QUESTION_WORLD: { readonly organization: Organization; readonly now: Date } = {
  organization,
  now: new Date('2026-11-23T09:00:00Z'),
};

/** Splits by a hash of the text, so that a question never changes sides. */
export function halfOf({ question, previous }: ExpectedQuestion): Half {
  const hash = createHash('sha256')
    .update(`${previous ?? ''}\n${question}`)
    .digest();
  return (hash[0] ?? 0) % 2 === 0 ? 'tuning' : 'held-out';
}
