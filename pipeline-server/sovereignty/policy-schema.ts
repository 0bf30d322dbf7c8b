import { type Static, Type } from 'typebox';
import { DATA_CLASSES } from '../contracts/sovereignty.ts';

const NAME = Type.String({ minLength: 1, maxLength: 200 });
const STRICT = { additionalProperties: false } as const;

/** What is done with a request. `route-local` sends it to a permitted model in place of the one that was chosen. */
const ACTIONS = ['allow', 'redact', 'pseudonymise', 'route-local', 'block'] as const;

const RULE = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,60}$' }),
    /** Classes of requests that it is for. */
    classes: Type.Array(Type.Enum([...DATA_CLASSES]), { minItems: 1 }),
    /** `chat`, or what a question of the product itself is for; all without it. */
    purposes: Type.Optional(Type.Array(NAME, { minItems: 1 })),
    /** Ids or e-mail addresses of people whose identity is proved; everybody without it. */
    users: Type.Optional(Type.Array(NAME, { minItems: 1 })),
    groups: Type.Optional(Type.Array(NAME, { minItems: 1 })),
    roles: Type.Optional(Type.Array(NAME, { minItems: 1 })),
    action: Type.Enum([...ACTIONS]),
    /** Where it may be sent; nowhere for `block`. */
    places: Type.Optional(Type.Array(Type.Enum(['local', 'vpc', 'cloud']))),
    /** Countries in which a route that is not local may process it; any without it. */
    jurisdictions: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z][A-Z-]{1,9}$' }))),
    /** AWS Regions of routes that have one; any without it. */
    regions: Type.Optional(Type.Array(NAME)),
    /** Ids of routes; any without it. */
    routes: Type.Optional(Type.Array(NAME, { minItems: 1 })),
    /** `none` leaves out routes whose provider keeps a prompt in a cache. */
    retention: Type.Optional(Type.Enum(['any', 'none'])),
    /** For the user: why, and what to do. */
    reason: Type.String({ minLength: 1, maxLength: 500 }),
    remedy: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  },
  STRICT,
);

const CASE = Type.Object(
  {
    text: Type.String({ minLength: 1 }),
    purpose: Type.Optional(NAME),
    user: Type.Optional(NAME),
    groups: Type.Optional(Type.Array(NAME)),
    roles: Type.Optional(Type.Array(NAME)),
    expect: Type.Object(
      {
        class: Type.Optional(Type.Enum([...DATA_CLASSES])),
        action: Type.Optional(Type.Enum([...ACTIONS])),
        rule: Type.Optional(NAME),
      },
      { ...STRICT, minProperties: 1 },
    ),
  },
  STRICT,
);

/** A policy file. Rules are tried in order and the first that fits decides; a request that none fits is blocked. */
export const POLICY_SCHEMA = Type.Object(
  {
    version: Type.Literal(1),
    name: NAME,
    /** Class of images and other content that is not text: nobody looks into it. */
    unscannable: Type.Optional(Type.Enum([...DATA_CLASSES])),
    rules: Type.Array(RULE, { minItems: 1, maxItems: 200 }),
    /** Texts and what must come of them: `xops policy test`. */
    cases: Type.Optional(Type.Array(CASE, { maxItems: 1000 })),
  },
  STRICT,
);

/** A policy as it is written. */
export type WrittenPolicy = Static<typeof POLICY_SCHEMA>;

/** One rule of it. */
export type PolicyRule = Static<typeof RULE>;

/** One of its own cases. */
export type PolicyCase = Static<typeof CASE>;
