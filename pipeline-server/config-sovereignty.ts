import { Type } from 'typebox';
import { DETECTOR } from './config-detector.ts';

/** Names that stand for sensitive values in what models are sent. */
const PSEUDONYMS = Type.Object({
  key: Type.Union([Type.Null(), Type.String({ minLength: 32 })], {
    default: null,
    env: ['XOPS_PSEUDONYM_KEY'],
    secret: true,
    description:
      'Encrypts what pseudonyms stand for; 32 characters or more. Several with spaces between: the first encrypts, all decrypt. Without it, DATA_DIR/pseudonym-key.',
  }),
  keepDays: Type.Integer({
    default: 90,
    minimum: 1,
    maximum: 3660,
    env: ['XOPS_PSEUDONYM_DAYS'],
    description: 'Days without use after which the pseudonyms of a chat are forgotten.',
  }),
});

/** Which data may go to which models. */
export const SOVEREIGNTY = Type.Object({
  policyFile: Type.Union([Type.Null(), Type.String({ minLength: 1 })], {
    default: null,
    env: ['XOPS_POLICY_FILE'],
    description:
      "Your policy: which data may go to which models. Without it, the product's own (xops policy show).",
  }),
  detector: DETECTOR,
  pseudonyms: PSEUDONYMS,
  maskAnswers: Type.Boolean({
    default: true,
    env: ['XOPS_MASK_ANSWERS'],
    description:
      'Masks credentials and data of other people in the answers of models, in chats where something sensitive was found.',
  }),
});
