import { type Static, Type } from 'typebox';
import { DATA_CLASSES } from '../../pipeline-server/contracts/sovereignty.ts';

const dataClass = Type.Enum([...DATA_CLASSES]);
const identifier = Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' });

/** A rule of the settings: a pattern in RE2's syntax, which cannot take more than linear time. */
export const customRuleSchema = Type.Object(
  {
    id: identifier,
    pattern: Type.String({
      minLength: 1,
      maxLength: 1000,
      description: 'RE2 syntax. A group named value is the sensitive part.',
    }),
    class: dataClass,
    kind: Type.Optional(identifier),
    description: Type.Optional(Type.String({ maxLength: 500 })),
    confidence: Type.Optional(Type.Number({ minimum: 0.5, maximum: 1 })),
  },
  { additionalProperties: false },
);

/** Words of the settings: names of projects, people or systems, found as whole words whatever their case. */
export const dictionarySchema = Type.Object(
  {
    id: identifier,
    words: Type.Array(Type.String({ minLength: 2, maxLength: 200 }), {
      minItems: 1,
      maxItems: 10_000,
    }),
    class: dataClass,
    kind: Type.Optional(identifier),
    description: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);

/** What the settings may change about the detector. */
export const detectorSettingsSchema = Type.Object(
  {
    rules: Type.Optional(Type.Array(customRuleSchema, { maxItems: 500 })),
    dictionaries: Type.Optional(Type.Array(dictionarySchema, { maxItems: 100 })),
    allow: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
        maxItems: 10_000,
        description: 'Values that are no secret. Compared without case, spaces, dots and dashes.',
      }),
    ),
    disable: Type.Optional(Type.Array(Type.String(), { description: 'Ids of built-in rules.' })),
  },
  { additionalProperties: false },
);

type Deep<T> = T extends object ? { readonly [K in keyof T]: Deep<T[K]> } : T;

export type DetectorSettings = Deep<Static<typeof detectorSettingsSchema>>;
export type CustomRule = Deep<Static<typeof customRuleSchema>>;
export type Dictionary = Deep<Static<typeof dictionarySchema>>;

/** Settings of the detector that cannot be used. The message names the rule and what to do. */
export class DetectorSettingsError extends Error {
  override readonly name = 'DetectorSettingsError';
}
