import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { DATA_CLASSES } from '../../pipeline-server/contracts/sovereignty.ts';
import heldOut from './held-out.json' with { type: 'json' };
import tuning from './tuning.json' with { type: 'json' };

/** How a question is put; `none` asks for what no document has, `class` for what the asker may not see whole. */
export const QUESTION_KINDS = [
  'exact',
  'paraphrase',
  'typo',
  'command',
  'error',
  'none',
  'class',
] as const;

const QuestionSchema = Type.Object(
  {
    question: Type.String({ minLength: 5 }),
    kind: Type.Enum([...QUESTION_KINDS]),
    /** Ids of the documents that answer it, the best one first; empty where no document does. */
    answers: Type.Array(Type.String(), { uniqueItems: true }),
    /** The highest class that the asker may see; everything when left out. */
    maximumClass: Type.Optional(Type.Enum([...DATA_CLASSES])),
    /** Ids of documents that fit and are above that class. */
    hidden: Type.Optional(Type.Array(Type.String(), { uniqueItems: true })),
  },
  { additionalProperties: false },
);

/** A question with the documents that answer it. */
export type GoldenQuestion = Static<typeof QuestionSchema>;

/** The half that retrieval is tuned on, and the half that it is judged by. */
export type Half = 'tuning' | 'held-out';

/** Questions on the shipped SOPs and incident notes, by half. */
export const GOLDEN_SET: Readonly<Record<Half, readonly GoldenQuestion[]>> = {
  tuning: Value.Parse(Type.Array(QuestionSchema), tuning),
  'held-out': Value.Parse(Type.Array(QuestionSchema), heldOut),
};
