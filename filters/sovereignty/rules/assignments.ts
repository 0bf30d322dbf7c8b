import type { Match, PatternRule } from '../rule.ts';
import {
  entropyOf,
  isCamelCase,
  isPassphrase,
  isStandIn,
  secretConfidence,
} from '../secret-value.ts';

const QUOTED = String.raw`(?:[bruBRUfL@$]{0,2}|new String\()\\?(?<quote>["'\x60])(?<quoted>(?:\\.|(?!\k<quote>)[^\\\n]){1,400})\k<quote>`;
const BARE = String.raw`(?<bare>[^\s"'\x60,;<>]{3,400})`;
/** What stands between a name and its value: a sign, a type and a sign, a call, a comma, an XML attribute or element. */
const BETWEEN = String.raw`(?<between>["'\x60\])]{0,3}\s{0,4}(?:(?::\s{0,2}(?:string|str|String|&str|&'static str|char ?\*|Optional\[str\])\s{0,2})?(?:=>|→|:=|={1,3}|!==?|:|\?=|->)|,(?=\s{0,4}["'])|(?:\|\||\?\?)(?=\s{0,4}["'\x60])|\((?=\s{0,2}["'])|["']?\s{1,2}(?:value|content)\s?=|>|\.equals\(|(?:\s[\w'-]{1,20}){0,7}?\s{1,2}(?:is|was|to)\s{1,2}(?=["'\x60]?[^\s"']{0,30}[\d!@#$%^&*]))\s{0,4}(?:[\w.$]{1,60}\s{0,2}(?:\|\||\?\?)\s{0,2}(?=["'\x60]))?)`;
const K8S = String.raw`(?<between>["']?\s{0,2}\n\s{1,20}value:\s{1,4})`;
const PASSWORD_WORD = String.raw`pass(?:[ _-]?(?:word|phrase|code)|wd|wrd)|p[4@]ssw[o0]rd|pa\$\$w[o0]rd|passw|pwd|pass(?![a-z])|(?<![a-z])pw(?![a-z])`;
const TOKEN_WORD = String.raw`secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|(?:encryption|signing|master|account|shared|storage|service|app|auth|session|hmac|aes|license|subscription|client|admin|host|function|crypt\w{0,4}|cipher)[_-]?key|credentials?|(?<![a-z])auth(?![a-z])|authorization|(?<![a-z])salt(?![a-z])|(?<![a-z])nonce(?![a-z])|client[_-]?secret|bearer|webhook`;
const SUFFIX = String.raw`(?<suffix>[\w-]{0,24}?)`;
/** Names that say something about a secret and are none. */
const ABOUT =
  /^[_-]?(?:hash(?:ed)?|type|ur[il]|length|len|policy|field|name|path|file(?:name)?|exp(?:iry|ires|iration|ires_in)?|ttl|min|max|required|reset|count|limit|format|label|prompt|message|msg|error|regex|pattern|column|age|input|enabled|version|hint|strength|id|ids|arn|header|prefix|suffix|endpoint|mode|size|status|state|rotation|ref|store|manager|param(?:eter)?|last_?(?:used|changed|set|reset|rotated|modified)\w{0,6}|(?:creat|updat|chang)ed\w{0,6}|selector|env|var|variable|index|location|placeholder|title|text|description|valid\w{0,8}|encoder|algorithm|attribute|key_?name|less|word_?field|controller|service|class|provider|alias)s?$/i;
const PUBLIC_BEFORE =
  /(?:public(?:[_-]?key)?|client[_-]?request|idempotency|(?<![a-z])(?:(?:lifecycle[_-]?)?action|change|output|input)|cache|primary|foreign|sort|partition|next|continuation|page|pagination|csrf|cancel(?:lation)?|s3|object|bucket|kms|hot|short|i18n|lexer|parser|syntax)[_-]?$/i;

/** A password after a name for one, in code, settings, command lines and prose. */
function acceptPassword(match: Match): number {
  return accept(match, 'password');
}

function acceptToken(match: Match): number {
  return accept(match, 'token');
}

function accept({ text, start, value, groups }: Match, family: 'password' | 'token'): number {
  const quoted = groups['quoted'] !== undefined;
  const { word = '', suffix = '', between = '' } = groups;
  const before = text.slice(Math.max(0, start - value.length - between.length - 60), start);
  if (isAbout(word, suffix)) return 0;
  const name = nameBefore(before, word);
  if (family === 'token' && PUBLIC_BEFORE.test(name)) return 0;
  const plain = quoted ? value.trim() : bareValue(value, name);
  const place: Place = { quoted, between, before, after: text.slice(start + plain.length) };
  if (isProgram(plain, place)) return 0;
  if (quoted && KEY_OF_SIGNATURES.test(name + word + suffix) && isPassphrase(plain)) return 0.6;
  const spaced = /\s[=:]|=\s/.test(between);
  const environment = isSetting(plain, name + word, place);
  return secretConfidence(plain, { family, quoted, spaced, environment });
}

/** Without the brackets that close around it; in the query of an address, up to what no query has. */
function bareValue(value: string, name: string): string {
  const query = /[?&][\w-]{0,20}$/.test(name) ? /^[\w.~%+-]{8,}/.exec(value)?.[0] : undefined;
  return query ?? value.replace(/[().\]}\\]+$/, '');
}

/** `NAME=value` and `NAME: value` in capitals at the end of a line, and `User=x;Password=value;` of a connection string. */
function isSetting(value: string, name: string, { quoted, between, after }: Place): boolean {
  if (quoted) return false;
  const capitals = /(?:^|[^A-Za-z])[A-Z_]+$/.test(name);
  if (between === '=') return capitals || /;\s?[A-Za-z ]{0,12}$/.test(name);
  return capitals && between === ': ' && /^\s{0,4}(?:\r?\n|$|#)/.test(after) && !isCamelCase(value);
}

/** Where a value stands. */
interface Place {
  readonly quoted: boolean;
  /** What stands between the name and the value. */
  readonly between: string;
  readonly before: string;
  readonly after: string;
}

/** Markup without a value, a list of names, a type or a variable. */
function isProgram(value: string, { quoted, between, before, after }: Place): boolean {
  if (/(?<![=-])>$/.test(between.trim()) && !after.startsWith('</')) return true;
  return quoted ? isListed(value, between, before) : isCode(value, between, after);
}

/** Settings that frameworks sign sessions and tokens with, which people make up. */
const KEY_OF_SIGNATURES = /secret[_-]?key$|(?:jwt|session|cookie)[_-]?secret$/i;

/** The name, or its last part, says something about a secret; tokens are what models count. */
function isAbout(word: string, suffix: string): boolean {
  if (/^token$/i.test(word) && /^(?:s(?![a-z])|iz)/i.test(suffix)) return true;
  return ABOUT.test(suffix) || ABOUT.test(/(?:[_-][A-Za-z]+|[A-Z][a-z]+)$/.exec(suffix)?.[0] ?? '');
}

/** Words in a list, such as `['id', 'password', 'active']`, rather than a name and its value as arguments. */
function isListed(value: string, between: string, before: string): boolean {
  if (!/^["'\x60\])]{0,3}\s{0,4},/.test(between) || !/^[A-Za-z_-]+$/.test(value)) return false;
  return !/\(\s{0,4}["'\x60][\w.-]{1,60}["'\x60]\s{0,4},\s{0,4}["'\x60]$/.test(before);
}

/** A type or a variable of a program: what follows is no end of a setting. */
function isCode(value: string, between: string, after: string): boolean {
  if (between.trim() === ':')
    return /^\s?[,;)|&}=]/.test(after) && (isCamelCase(value) || /^[A-Za-z]+$/.test(value));
  return between === '=' && /^\s?[,)]/.test(after) && /^[a-z]+\d*(?:_[a-z\d]+)+$/.test(value);
}

/** The part of a name before the word that told it. */
function nameBefore(before: string, word: string): string {
  const at = before.toLowerCase().lastIndexOf(word.toLowerCase());
  return at < 0 ? '' : before.slice(Math.max(0, at - 20), at);
}

const assignment = (word: string, between: string): RegExp =>
  new RegExp(`(?<word>${word})${SUFFIX}${between}(?:${QUOTED}|${BARE})`, 'dgi');

/** Secrets by the name that they are given. */
export const ASSIGNMENTS: readonly PatternRule[] = [
  {
    id: 'password-assignment',
    kind: 'password',
    class: 'RESTRICTED',
    description: 'A password after a name such as `password`, `pwd` or `passphrase`.',
    hints: ['pwd', 'pass', 'pw', 'p4ssw', 'p@ssw', 'pa$$w'],
    before: 8,
    after: 260,
    pattern: assignment(PASSWORD_WORD, BETWEEN),
    confidence: 0.85,
    accept: acceptPassword,
    examples: [
      'password = "hunter2x"',
      'spring.datasource.password=Tr0ub4dor',
      'PGPASSWORD=s3cr3t9 psql',
      "pwd: 'kJ8#mm'",
      'props.put("password", "wibble77")',
      '<password>Wint3r!</password>',
      '<add key="DbPassword" value="Wint3r24" />',
      "db_pass => 'qwe123rty'",
      'the password is Summer2024!',
      'conn.setPassword("x7Gh2kq")',
      'const password: string = "w0rdpass9";',
      'NEXTCLOUD_ADMIN_PASSWORD=admin-matrix-pw',
      'p4ssw0rd: hunter2x',
      'pass phrase: hunter2x99',
      'Password → hunter2x99',
      "password: 'LongRagHaltsLied'",
      'MYSQL_ROOT_PASSWORD: root',
      'POSTGRES_PASSWORD: syhomes_dev',
      'Server=db;user ID=sa;Password=saroot; Encrypt=True',
      'Uid=sa;Pwd=1234;Timeout=15',
      'the password is lOh8GCvS(',
    ],
    counterExamples: [
      'password = os.environ["DB_PASSWORD"]',
      'password: getpass()',
      'password = "<password>"',
      'PASSWORD=${PASSWORD}',
      'password: your_password_here',
      'password_hash VARCHAR(60)',
      'password: string',
      'self.password = password',
      'pass the salt',
      'password: ********',
      'if (password == null)',
      '"password": "Please enter a password"',
      'passed=3 failed=4',
      'password = req.body.password',
      'function hash(password: KDFInput, salt: Salt): Key',
      "columns = ['id', 'password', 'quickcheck', 'active']",
      'login(new_password=user6_pwd_u, force=True)',
      'PasswordLastUsed: "2016-09-08T21:47:36Z"',
      'password = 0x0000',
      "paths: ['users[0].password', 'users[1].password']",
      'POSTGRES_PASSWORD: SecretText',
      "password: process.env.DB_PASSWORD || 'secure_password'",
      "', password={0.password!r}'.format(self)",
    ],
  },
  {
    id: 'password-environment-entry',
    kind: 'password',
    class: 'RESTRICTED',
    description:
      'A password as the value of a named entry: `- name: DB_PASSWORD` and `value:` below.',
    hints: ['passw', 'pwd', 'pass', 'secret', 'token', 'key'],
    before: 4,
    after: 160,
    pattern: assignment(`${PASSWORD_WORD}|secret|token|api_?key`, K8S),
    confidence: 0.85,
    accept: acceptPassword,
    examples: [
      '- name: DB_PASSWORD\n  value: hunter2x',
      '  - name: "API_TOKEN"\n    value: "9f8a7s6d5f4g"',
    ],
    counterExamples: [
      '- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: x',
      '- name: DB_PASSWORD\n  value: $(PASSWORD)',
    ],
  },
  {
    id: 'token-assignment',
    kind: 'token',
    class: 'RESTRICTED',
    description: 'A machine-made value after a name such as `secret`, `token` or `api_key`.',
    hints: [
      'secret',
      'token',
      'api',
      'key',
      'credential',
      'auth',
      'salt',
      'nonce',
      'bearer',
      'webhook',
    ],
    before: 14,
    after: 460,
    pattern: assignment(TOKEN_WORD, BETWEEN),
    confidence: 0.85,
    accept: acceptToken,
    examples: [
      'api_key = "9f86d081884c7d65"',
      'client_secret: Zx81kQ9mPl02',
      'SECRET_KEY_BASE=3fac91bd7720aa1e',
      '"access_token": "ya77.Qm3kz81JJ0"',
      'authToken := "a81bc81b-dead-4e5d-abff-90865d1e13b1"',
      "app.secret_key = 'whiteKnight'",
      "SECRET_KEY = 'fraud_detection_secret_key_2024'",
      "SECRET_KEY = 'pxkqvzbwm'",
      'const JWT_SECRET = process.env.JWT_SECRET || "emoney_secret_key_2026_prod"',
      'measure?metric=status&token=98802db7b585471a39ab75e8baf01cff96c561db)](https://x.io)',
    ],
    counterExamples: [
      'token = response.json()["token"]',
      'api_key: ${API_KEY}',
      'secret: my-app-secret',
      'token_type: bearer',
      'partition_key = "customer2024id"',
      'next_token = "page2"',
      'secretName: tls-wildcard-2',
      'authorization: aws-iam',
      'salt: Uint8Array;',
      "'secret_key_ref': 'V1SecretKeySelector'",
      'max_tokens=tokens_5m,',
      '"ClientRequestToken": "f4c94ed7-238d-4c46-93db-48cd62ec33b7"',
      'PublicKeyToken=31bf3856ad364e35',
      "SECRET_KEY = 'your_secret_key'",
    ],
  },
  {
    id: 'secret-key-assignment',
    kind: 'token',
    class: 'RESTRICTED',
    description: 'A long random value that is just called key.',
    hints: ['key'],
    before: 4,
    after: 200,
    pattern: new RegExp(String.raw`(?<![a-z])key${BETWEEN}(?:${QUOTED}|${BARE})`, 'dgi'),
    confidence: 0.7,
    accept: ({ value }) => (isRandom(value) ? 0.7 : 0),
    examples: ['key = "kZ8v2Qw91LmTr5Yx07Bn"'],
    counterExamples: [
      'key: "users/2024/report.csv"',
      'key = 5f2d3c1a9b8e7f6a5d4c3b2a19087f6e5d4c3b2a',
      'key: a81bc81b-dead-4e5d-abff-90865d1e13b1',
    ],
  },
];

/** Upper and lower case and digits without an order, of the length of a key; neither hash nor UUID. */
function isRandom(value: string): boolean {
  if (!/^[A-Za-z0-9+/=_-]{16,128}$/.test(value) || isStandIn(value)) return false;
  return (
    /\d/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    entropyOf(value) >= 3.6 &&
    !/[-_/][a-z]{3,}[-_/]/.test(value)
  );
}
