import { Type } from 'typebox';
import { customRuleSchema, dictionarySchema } from '../filters/sovereignty/detector-settings.ts';

/** What the settings change about finding sensitive data. */
export const DETECTOR = Type.Object({
  rules: Type.Array(customRuleSchema, {
    default: [],
    maxItems: 500,
    description: "Your own rules for sensitive data: patterns in RE2's syntax.",
    expects: 'a list of {id, pattern, class}',
  }),
  dictionaries: Type.Array(dictionarySchema, {
    default: [],
    maxItems: 100,
    description: 'Words that are sensitive: names of projects, systems, people.',
    expects: 'a list of {id, words, class}',
  }),
  allow: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
    default: [],
    maxItems: 10_000,
    description: 'Values that are not sensitive, whatever a rule says.',
    expects: 'a list of texts',
  }),
  disable: Type.Array(Type.String(), {
    default: [],
    description: 'Ids of built-in rules to leave out.',
    expects: 'a list of ids of rules',
  }),
});
