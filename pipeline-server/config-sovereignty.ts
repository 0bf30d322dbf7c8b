import { Type } from 'typebox';
import { DETECTOR } from './config-detector.ts';
import { DATA_CLASSES } from './contracts/sovereignty.ts';

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

/** A model on the own network that is asked where the rules found nothing. */
const SECOND_OPINION = Type.Object({
  route: Type.Union([Type.Null(), Type.String({ minLength: 1 })], {
    default: null,
    env: ['XOPS_SECOND_OPINION_ROUTE'],
    description:
      'Id of a local route whose first model is asked for the class of a chat in which the rules found nothing. It may raise the class, never lower it.',
  }),
  timeoutMs: Type.Integer({
    default: 800,
    minimum: 10,
    maximum: 60_000,
    env: ['XOPS_SECOND_OPINION_MS'],
    description: 'Time that it has.',
  }),
  whenUnavailable: Type.Enum([...DATA_CLASSES], {
    default: 'CONFIDENTIAL',
    env: ['XOPS_SECOND_OPINION_ELSE'],
    description: 'What a chat counts as on which it gave no opinion in time.',
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
  secondOpinion: SECOND_OPINION,
  pseudonyms: PSEUDONYMS,
  maskAnswers: Type.Boolean({
    default: true,
    env: ['XOPS_MASK_ANSWERS'],
    description: 'Masks credentials and data of other people in the answers of models.',
  }),
});
