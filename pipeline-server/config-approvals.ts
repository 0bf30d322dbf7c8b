import { Type } from 'typebox';
import { MEMBER_ROLE } from './config-aws.ts';
import { EXECUTOR_KINDS } from './contracts/executor-kinds.ts';

const STRICT = { additionalProperties: false } as const;

const EMAIL = Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$' });
const GROUPS = Type.Array(Type.String({ minLength: 1, maxLength: 128 }));

/** People by their mail address: the settings say who is in which group, whatever a token says. */
const PEOPLE = Type.Array(
  Type.Object(
    {
      email: EMAIL,
      name: Type.Optional(Type.String({ minLength: 1 })),
      aliases: Type.Optional(Type.Array(EMAIL)),
      slack: Type.Optional(Type.String({ pattern: '^[UW][A-Z0-9]{2,20}$' })),
      groups: Type.Optional(GROUPS),
    },
    STRICT,
  ),
  {
    default: [],
    expects: 'a list of {email, name, aliases, slack, groups}',
    description:
      'People who ask and decide: their other addresses, Slack member ids and groups. One person is one entry, or could approve own requests.',
  },
);

const FREEZES = Type.Array(
  Type.Object(
    {
      name: Type.String({ minLength: 1 }),
      from: Type.String({ format: 'date-time' }),
      to: Type.String({ format: 'date-time' }),
    },
    STRICT,
  ),
  {
    default: [],
    expects: 'a list of {name, from, to}, times in ISO 8601 with a time zone',
    description: 'Times in which nothing is executed.',
  },
);

function hours(value: number, env: string, description: string) {
  return Type.Number({ default: value, minimum: 0.01, maximum: 720, env: [env], description });
}

function quorum(value: number, risk: string) {
  return Type.Integer({
    default: value,
    minimum: 1,
    maximum: 10,
    description: `Different people who approve a plan of ${risk} risk. In production, and where it is not proved who asks, two at least.`,
  });
}

function texts(description: string) {
  return Type.Array(Type.String({ minLength: 1 }), {
    default: [],
    expects: 'a list of texts',
    description,
  });
}

const LIMITS = Type.Object({
  maximumResources: Type.Integer({
    default: 50,
    minimum: 1,
    description: 'Most resources that one plan changes.',
  }),
  maximumAccounts: Type.Integer({
    default: 5,
    minimum: 1,
    description: 'Most accounts that one plan changes.',
  }),
  maximumMonthlyCostUsd: Type.Number({
    default: 1000,
    minimum: 0,
    description: 'Most that one plan may add to the monthly bill, in USD.',
  }),
  protectedTags: texts('Tags, key=value or key, whose bearers are never changed.'),
  allowedRegions: texts('Regions in which something may be changed; all when empty.'),
  allowedAccounts: texts('Ids of the accounts in which something may be changed; all when empty.'),
  evidenceHours: Type.Number({
    default: 24,
    minimum: 0.1,
    description: 'Hours after which evidence is too old for a change.',
  }),
});

const DIRECTORIES = Type.Array(
  Type.Object(
    {
      path: Type.String({ pattern: '^/' }),
      accountId: Type.Optional(Type.String({ pattern: '^\\d{12}$' })),
      region: Type.Optional(Type.String({ minLength: 1 })),
      production: Type.Optional(Type.Boolean()),
    },
    STRICT,
  ),
  {
    default: [],
    expects: 'a list of {path, accountId, region, production}, paths from the root',
    description:
      'Folders of configurations whose saved plans may be requested, and what each manages. It is production unless production is false.',
  },
);

/** Nothing that changes what Terraform is told to do, or which programs it finds. */
const PASSED_ON =
  '^(?:AWS_[A-Z0-9_]+|TF_TOKEN_[A-Za-z0-9_-]+|TF_PLUGIN_CACHE_DIR|HTTPS?_PROXY|NO_PROXY|SSL_CERT_FILE|SSL_CERT_DIR)$';

/** Saved plans of Terraform. */
const TERRAFORM = Type.Object({
  binary: Type.Union(
    [Type.Null(), Type.String({ pattern: '^/', expected: 'a path from the root' })],
    {
      default: null,
      env: ['XOPS_TERRAFORM_BINARY'],
      description:
        'The program. Without it, terraform in /usr/local/bin, /usr/bin or /bin; PATH is not searched.',
    },
  ),
  directories: DIRECTORIES,
  environment: Type.Array(Type.String({ pattern: PASSED_ON }), {
    default: [],
    expects:
      'a list of names: AWS_..., TF_TOKEN_..., TF_PLUGIN_CACHE_DIR, HTTP_PROXY, HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR',
    description:
      "Names of the server's environment variables that Terraform gets, e.g. AWS_PROFILE. No other one reaches it.",
  }),
  lockSeconds: Type.Integer({
    default: 60,
    minimum: 0,
    maximum: 3600,
    description: 'Seconds that an apply waits for the lock of the state.',
  }),
  applyMinutes: Type.Integer({
    default: 60,
    minimum: 1,
    maximum: 1440,
    description: 'Minutes after which an apply is interrupted, as by Ctrl-C.',
  }),
});

/** Nothing that names a file of settings, a profile, an endpoint or a program. */
const COMMAND_PASSED_ON =
  '^(?:AWS_(?:DEFAULT_)?REGION|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_ROLE_ARN|AWS_ROLE_SESSION_NAME|AWS_WEB_IDENTITY_TOKEN_FILE|AWS_CONTAINER_[A-Z_]+|KUBERNETES_SERVICE_(?:HOST|PORT)|HTTPS?_PROXY|NO_PROXY|SSL_CERT_FILE|SSL_CERT_DIR)$';

/** Commands of programs. */
const COMMAND = Type.Object({
  binaries: Type.Record(
    Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9._+-]*$' }),
    Type.String({ pattern: '^/', expected: 'a path from the root' }),
    {
      default: {},
      expects: 'programs with their paths, e.g. {aws: /usr/local/bin/aws}',
      description:
        'Programs that may be run, each with its path from the root; PATH is not searched. docs/actions.md says what is known of which.',
    },
  ),
  environment: Type.Array(Type.String({ pattern: COMMAND_PASSED_ON }), {
    default: [],
    expects:
      'a list of names: AWS_REGION, AWS_ACCESS_KEY_ID, AWS_ROLE_ARN, HTTPS_PROXY, ...; none that names a profile, an endpoint or a file of settings',
    description:
      "Names of the server's environment variables that programs get, e.g. AWS_REGION. No other one reaches them.",
  }),
  timeoutSeconds: Type.Integer({
    default: 60,
    minimum: 1,
    maximum: 3600,
    description: 'Seconds after which a program is ended.',
  }),
  outputKilobytes: Type.Integer({
    default: 256,
    minimum: 1,
    maximum: 10_240,
    description: 'Most that is kept of what a program writes, in kilobytes.',
  }),
});

/** Human approval of everything that writes. */
export const APPROVALS = Type.Object({
  people: PEOPLE,
  policyFile: Type.Union([Type.Null(), Type.String({ minLength: 1 })], {
    default: null,
    env: ['XOPS_APPROVERS_POLICY_FILE'],
    description:
      "Your Cedar policy: who may approve what. Without it, the product's own (xops approvals policy).",
  }),
  expiresHours: hours(
    24,
    'XOPS_APPROVAL_HOURS',
    'Hours after which a request, or an approval that was not used, expires.',
  ),
  remindHours: hours(
    4,
    'XOPS_APPROVAL_REMIND_HOURS',
    'Hours after which people are reminded of a request.',
  ),
  escalateHours: hours(
    2,
    'XOPS_APPROVAL_ESCALATE_HOURS',
    'Hours before the expiry of a request in which all of the channel are told.',
  ),
  executeOnApproval: Type.Boolean({
    default: true,
    env: ['XOPS_EXECUTE_ON_APPROVAL'],
    description:
      'Executes a plan as soon as it is approved. Else somebody has it executed: xops approvals execute.',
  }),
  quorum: Type.Object({
    low: quorum(1, 'low'),
    medium: quorum(1, 'medium'),
    high: quorum(2, 'high'),
    critical: quorum(2, 'critical'),
  }),
  executors: Type.Array(Type.Enum([...EXECUTOR_KINDS]), {
    default: [],
    env: ['XOPS_EXECUTORS'],
    expects: `a list of ${EXECUTOR_KINDS.join(', ')}`,
    description: `Kinds of changes that are executed once approved: ${EXECUTOR_KINDS.join(', ')}. None by default: an approved plan then waits.`,
  }),
  onlyActions: texts(
    'Executors of these kinds that may be used, e.g. ec2.stop-instance; all of them when empty.',
  ),
  aws: Type.Object({
    writeRole: Type.Union([Type.Null(), MEMBER_ROLE], {
      default: null,
      env: ['XOPS_AWS_WRITE_ROLE'],
      description:
        'Role to assume in an account for an approved change: a name, or an ARN with {account} in it. Without it, nothing is changed in AWS.',
    }),
  }),
  terraform: TERRAFORM,
  command: COMMAND,
  freezes: FREEZES,
  limits: LIMITS,
});

interface Written {
  readonly people: readonly {
    readonly email: string;
    readonly aliases?: readonly string[] | undefined;
  }[];
  readonly freezes: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
  }[];
}

/** What no schema sees: a person who is two could approve own requests, and a freeze that ends before it begins is none. */
export function approvalProblems({ people, freezes }: Written): readonly string[] {
  const addresses = people.flatMap(({ email, aliases = [] }) =>
    [email, ...aliases].map((each) => each.toLowerCase()),
  );
  const twice = new Set(addresses.filter((address, index) => addresses.indexOf(address) !== index));
  return [
    ...[...twice].map(
      (address) =>
        `approvals.people: ${address} stands there twice. A person is one entry with all its addresses.`,
    ),
    ...freezes
      .filter(({ from, to }) => Date.parse(from) >= Date.parse(to))
      .map(({ name }) => `approvals.freezes: "${name}" ends before it begins.`),
  ];
}
