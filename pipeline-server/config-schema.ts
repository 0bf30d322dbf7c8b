import { type Static, Type } from 'typebox';
import { APPROVALS } from './config-approvals.ts';
import { AUDIT } from './config-audit.ts';
import { AWS } from './config-aws.ts';
import { HOOK_SETTINGS } from './config-hooks.ts';
import { KNOWLEDGE } from './config-knowledge.ts';
import { EGRESS, MODELS } from './config-models.ts';
import { NOTIFY } from './config-notify.ts';
import { OIDC } from './config-oidc.ts';
import { SOVEREIGNTY } from './config-sovereignty.ts';

const MEBIBYTE = 1024 * 1024;

/** Names of log levels: pino's, and `warning` and `critical` as the reference server knows them. */
const LOG_LEVELS = [
  'trace',
  'debug',
  'info',
  'warn',
  'warning',
  'error',
  'critical',
  'fatal',
  'silent',
] as const;

const MILLISECONDS = { minimum: 10, maximum: 600_000 };

/** A text that may be left out; `null` then. */
function optionalText(options: { env: readonly string[]; description: string; secret?: true }) {
  return Type.Union([Type.Null(), Type.String({ minLength: 1 })], { default: null, ...options });
}

const SERVER = Type.Object({
  host: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    env: ['HOST'],
    description: 'Address to listen on. 0.0.0.0 makes the server reachable from other machines.',
  }),
  port: Type.Integer({
    default: 9099,
    minimum: 0,
    maximum: 65_535,
    env: ['PORT'],
    description: 'Port to listen on; 0 takes a free one.',
  }),
  bodyLimitBytes: Type.Integer({
    default: 50 * MEBIBYTE,
    minimum: 1024,
    maximum: 1024 * MEBIBYTE,
    env: ['XOPS_BODY_LIMIT_BYTES'],
    description: 'Largest request body. Chats carry their images inline, so this is generous.',
  }),
  drainMs: Type.Integer({
    default: 10_000,
    minimum: 0,
    maximum: 600_000,
    env: ['XOPS_DRAIN_MS'],
    description: 'Time that running answers have to finish when the server is told to stop.',
  }),
  publicUrl: Type.Union([Type.Null(), Type.String({ pattern: '^https?://[^\\s/?#]+[^\\s?#]*$' })], {
    default: null,
    env: ['XOPS_PUBLIC_URL'],
    description:
      'Where browsers reach this server, for links to reports. Without it, the address it listens on.',
  }),
});

const EVIDENCE = Type.Object({
  linkHours: Type.Integer({
    default: 24,
    minimum: 1,
    maximum: 720,
    env: ['XOPS_EVIDENCE_LINK_HOURS'],
    description: 'Hours that a link to a report works.',
  }),
  keepAnswers: Type.Boolean({
    default: true,
    env: ['XOPS_EVIDENCE_KEEP_ANSWERS'],
    description:
      'Keeps what AWS answered, so that xops evidence show can open what a figure rests on.',
  }),
  keepDays: Type.Integer({
    default: 90,
    minimum: 1,
    maximum: 3660,
    env: ['XOPS_EVIDENCE_KEEP_DAYS'],
    description: 'Days that reports and evidence are kept.',
  }),
  maximumBytes: Type.Integer({
    default: 2048 * MEBIBYTE,
    minimum: MEBIBYTE,
    env: ['XOPS_EVIDENCE_MAXIMUM_BYTES'],
    description:
      'Size above which the oldest reports go earlier, but never while their links work.',
  }),
});

const PIPELINES = Type.Object({
  dir: Type.String({
    default: './pipelines',
    minLength: 1,
    env: ['PIPELINES_DIR'],
    description: 'Directory of your own pipelines: .ts, .js and .mjs files.',
  }),
  codeUpload: Type.Boolean({
    default: false,
    env: ['XOPS_CODE_UPLOAD'],
    description: 'Allows upload, add-by-URL and delete over HTTP. This runs code on the server.',
  }),
  codeUploadMaxBytes: Type.Integer({
    default: MEBIBYTE,
    minimum: 1,
    maximum: 50 * MEBIBYTE,
    env: ['XOPS_CODE_UPLOAD_MAX_BYTES'],
    description: 'Largest pipeline file that may be uploaded or downloaded.',
  }),
  filterDeadlineMs: Type.Integer({
    default: 8000,
    ...MILLISECONDS,
    env: ['XOPS_FILTER_DEADLINE_MS'],
    description: 'Time a filter has to answer before the chat is refused.',
  }),
  heartbeatMs: Type.Integer({
    default: 15_000,
    ...MILLISECONDS,
    env: ['XOPS_HEARTBEAT_MS'],
    description: 'Pause after which a quiet stream sends a comment, so that proxies keep it open.',
  }),
});

const TOOLS = Type.Object({
  deadlineMs: Type.Integer({
    default: 120_000,
    ...MILLISECONDS,
    env: ['XOPS_TOOL_DEADLINE_MS'],
    description: 'Time a tool has to answer a model.',
  }),
});

const AUTH = Type.Object({
  apiKey: optionalText({
    env: ['PIPELINES_API_KEY'],
    secret: true,
    description: 'A key with all scopes. Without it a random one is made and kept in DATA_DIR.',
  }),
  allowInsecureDefaultKey: Type.Boolean({
    default: false,
    env: ['ALLOW_INSECURE_DEFAULT_KEY'],
    description: "Accepts the reference server's published key. For tests on one machine only.",
  }),
  forwardedUserSecret: optionalText({
    env: ['FORWARD_USER_INFO_HEADER_JWT_SECRET'],
    secret: true,
    description: "Open WebUI's secret of the same name: users are then known by signature.",
  }),
  oidc: OIDC,
});

const KEYS = Type.Array(
  Type.Object(
    {
      name: Type.String({ minLength: 1 }),
      key: Type.Optional(Type.String({ minLength: 16 })),
      keyFile: Type.Optional(Type.String({ minLength: 1 })),
      scopes: Type.Array(Type.Enum(['chat', 'filter', 'tools', 'admin']), { minItems: 1 }),
    },
    { additionalProperties: false },
  ),
  {
    default: [],
    env: ['XOPS_KEYS'],
    confidential: true,
    expects:
      'a list of {name, key or keyFile, scopes}, keys of 16 characters or more, scopes of chat, filter, tools, admin',
    description: 'Further API keys (16 characters or more), each with its scopes.',
  },
);

/**
 * Every setting. The nesting is that of `xops.yaml`; `env` names the environment variables that set the value and win
 * over the file; a setting marked `secret` is taken from the environment only, and one marked `confidential` is never shown.
 */
export const CONFIG_SCHEMA = Type.Object({
  server: SERVER,
  dataDir: Type.String({
    default: './data',
    minLength: 1,
    env: ['DATA_DIR'],
    description: 'Directory of state: the API key, the database, evidence.',
  }),
  evidence: EVIDENCE,
  pipelines: PIPELINES,
  tools: TOOLS,
  dashboard: Type.Object({
    refreshSeconds: Type.Integer({
      default: 300,
      minimum: 5,
      maximum: 86_400,
      env: ['XOPS_DASHBOARD_REFRESH_SECONDS'],
      description:
        'Age at which the panels of an open dashboard are read again. AWS is asked only for what its caches no longer hold.',
    }),
  }),
  auth: AUTH,
  keys: KEYS,
  aws: AWS,
  analyzers: Type.Record(Type.String(), Type.Record(Type.String(), Type.Number()), {
    default: {},
    description:
      'Thresholds of analyzers that differ from their defaults; xops analyzers --json names them.',
  }),
  models: MODELS,
  egress: EGRESS,
  sovereignty: SOVEREIGNTY,
  approvals: APPROVALS,
  hooks: HOOK_SETTINGS,
  notify: NOTIFY,
  audit: AUDIT,
  knowledge: KNOWLEDGE,
  focus: Type.Object({
    exports: optionalText({
      env: ['XOPS_FOCUS_EXPORTS'],
      description:
        'Folder of your FOCUS exports, Parquet or CSV, or s3://bucket/prefix with live AWS; nothing outside it is read.',
    }),
    cacheMegabytes: Type.Integer({
      default: 5000,
      minimum: 1,
      maximum: 1_000_000,
      env: ['XOPS_FOCUS_CACHE_MEGABYTES'],
      description: 'Most megabytes of exports in S3 that are kept in DATA_DIR/focus-exports.',
    }),
  }),
  openWebui: Type.Object({
    url: optionalText({
      env: ['OPEN_WEBUI_URL'],
      description:
        'Where Open WebUI is, e.g. http://127.0.0.1:8080: xops doctor looks at it, and news of requests go there.',
    }),
    apiKey: optionalText({
      env: ['OPEN_WEBUI_API_KEY'],
      secret: true,
      description:
        'API key of an admin of Open WebUI: what becomes of a request is then shown in its chat.',
    }),
    email: optionalText({
      env: ['OPEN_WEBUI_EMAIL'],
      description: 'Admin of Open WebUI whom xops connect and doctor sign in as, without a key.',
    }),
    password: optionalText({
      env: ['OPEN_WEBUI_PASSWORD'],
      secret: true,
      description: 'The password of that admin.',
    }),
    serverUrl: Type.Union(
      [Type.Null(), Type.String({ pattern: '^https?://[^\\s/?#@]+(?:/[^\\s?#@]*)?$' })],
      {
        default: null,
        env: ['XOPS_SERVER_URL'],
        description:
          'This server as Open WebUI reaches it, e.g. http://xops:9099. Without it, 127.0.0.1 and the port.',
      },
    ),
  }),
  log: Type.Object({
    level: Type.Enum([...LOG_LEVELS], {
      default: 'info',
      env: ['LOG_LEVEL', 'GLOBAL_LOG_LEVEL'],
      description: 'How much is logged.',
    }),
  }),
});

/** Settings as they are written, before keys are read from their files. */
export type WrittenConfig = Static<typeof CONFIG_SCHEMA>;
