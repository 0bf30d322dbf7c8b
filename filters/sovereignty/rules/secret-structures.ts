import type { Match, PatternRule } from '../rule.ts';
import { entropyOf, isStandIn, secretConfidence } from '../secret-value.ts';

/** The password of `scheme://user:password@host`. */
function urlSecret({ value, groups }: Match): number {
  if (
    isStandIn(value) ||
    /^(?:\$[({]|%[({]|\{|<|\*)/.test(value) ||
    /^(?:pass(?:word|wd)?|pwd|secret|token|user(?:name)?|pw)$/i.test(value)
  )
    return 0;
  return value === groups['user'] && value.length < 4 ? 0 : 0.92;
}

function isJsonWebToken({ value }: Match): number {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(value.split('.')[0] ?? '', 'base64url').toString('utf8'),
    );
    return typeof header === 'object' &&
      header !== null &&
      ('alg' in header || 'typ' in header || 'enc' in header)
      ? 0.97
      : 0;
  } catch {
    return 0;
  }
}

/** Secrets by their structure. */
export const SECRET_STRUCTURES: readonly PatternRule[] = [
  {
    id: 'private-key',
    kind: 'private-key',
    class: 'RESTRICTED',
    description:
      'Private key in PEM, OpenSSH, PGP or PuTTY form (RFC 7468), also where its end is missing or lines are escaped.',
    hints: ['private key', 'putty-user-key-file'],
    before: 40,
    after: 9000,
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\\"'+,A-Za-z0-9/=:.-]{16,8192}?(?:-----END [A-Z ]{1,40}-----|(?![\s\\"'+,A-Za-z0-9/=:.-]))|PuTTY-User-Key-File-\d:[^\n]{1,40}\n(?:[^\n]{0,80}\n){1,60}/dg,
    confidence: 0.99,
    accept: ({ value }) =>
      /[A-Za-z0-9+/=]{16,}/.test(value.replace(/-----BEGIN[^-]{0,60}-----/, '')) &&
      !isEmptyKey(value)
        ? 0.99
        : 0,
    examples: [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx81kQ9mPl02Tr5Yw\n-----END RSA PRIVATE KEY-----',
      'key: "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQ\\n"',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAdNoOArgUA43h6Ze7LzmjAwKkslXXXXV\n-----END RSA PRIVATE KEY-----',
    ],
    counterExamples: [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA...\n-----END RSA PRIVATE KEY-----',
      '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOC\n-----END PUBLIC KEY-----',
      'grep "-----BEGIN RSA PRIVATE KEY-----" *',
      '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq',
    ],
  },
  {
    id: 'private-key-header',
    kind: 'private-key',
    class: 'RESTRICTED',
    description:
      'The first line of a private key with nothing after it on the line, as a scan of lines shows it.',
    hints: ['private key'],
    before: 30,
    after: 40,
    pattern:
      /(?<![\w"'`*/=])-----BEGIN (?:(?:RSA|DSA|EC|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----(?=\s{0,4}$)/dgm,
    confidence: 0.6,
    examples: ['-----BEGIN OPENSSH PRIVATE KEY-----\n'],
    counterExamples: [
      '"-----BEGIN RSA PRIVATE KEY-----"',
      '-----BEGIN RSA PRIVATE KEY----- marks a key',
    ],
  },
  {
    id: 'jwt',
    kind: 'jwt',
    class: 'RESTRICTED',
    description: 'JSON Web Token whose header can be read (RFC 7519).',
    hints: ['eyj'],
    before: 4,
    after: 4000,
    pattern:
      /(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-F]{2}))eyJ[\w-]{8,1000}\.[\w-]{4,3000}\.[\w-]{0,1000}/dg,
    confidence: 0.97,
    accept: isJsonWebToken,
    joins: true,
    examples: [
      'Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0NzExIn0.Zk81mQ9pLx02Tr5Yw7Bn',
      'next%3Ft%3DeyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0NzExIn0.Zk81mQ9pLx02Tr5Yw7Bn',
    ],
    counterExamples: ['eyJub3RoaW5nIjoxfQ.eyJhIjoxfQ.x'],
  },
  {
    id: 'url-credentials',
    kind: 'connection-string',
    class: 'RESTRICTED',
    description: 'User and password in a URL or connection string (RFC 3986, 3.2.1).',
    hints: ['://'],
    before: 20,
    after: 220,
    pattern:
      /(?<![a-z0-9])[a-z][a-z0-9+.-]{1,18}:\/\/(?<user>[^\s:/?#@"'`<>]{0,64}):(?<value>[^\s/?"'`<>@]{3,128})@[\w[$.{%-]/dgi,
    confidence: 0.92,
    accept: urlSecret,
    examples: [
      'postgres://app:hunter2x@db:5432/x',
      'redis://:9aK2mmX@cache:6379',
      'https://ci:Zk81mQ9pLx@git.corp/r.git',
      'postgres://app:$bouDTmvz4^GrR@db:5432/core',
      'amqp://svc:#0W4TjJq@mq:5672',
    ],
    counterExamples: [
      'postgres://user:password@localhost/db',
      'postgres://${USER}:${PASS}@db/x',
      'http://host:8080/@scope',
      'mongodb://<user>:<pass>@host',
      'https://{user}:{pw}@host/',
    ],
  },
  {
    id: 'url-token',
    kind: 'connection-string',
    class: 'RESTRICTED',
    description: 'Token in the place of the user of a URL.',
    hints: ['://'],
    before: 8,
    after: 140,
    pattern: /(?<![a-z0-9])https?:\/\/(?<value>[A-Za-z0-9_-]{20,100})@[\w.-]/dgi,
    confidence: 0.85,
    accept: ({ value }) => (/\d/.test(value) && !isStandIn(value) ? 0.85 : 0),
    examples: ['https://3fac91bd7720aa1e3fac91bd7720aa1e@o1.ingest.corp.io/2'],
    counterExamples: ['https://administrator-account@host/'],
  },
  {
    id: 'authorization-header',
    kind: 'authorization',
    class: 'RESTRICTED',
    description: 'Bearer, Basic or Token credentials (RFC 6750, RFC 7617).',
    hints: ['bearer ', 'basic ', 'token ', 'apikey '],
    before: 10,
    after: 400,
    pattern:
      /(?<![a-z-])(?:bearer|basic|token|apikey)\s{1,2}(?<value>[A-Za-z0-9+/_.~-]{8,1000}={0,2})(?![\w$({<])/dgi,
    confidence: 0.85,
    accept: ({ value, text, start }) =>
      headerSecret(value, /basic\s{1,2}$/i.test(text.slice(Math.max(0, start - 8), start))),
    examples: [
      'Authorization: Bearer 3fac91bd7720aa1e9x',
      "-H 'Authorization: Basic YWRtaW46aHVudGVyMng='",
    ],
    counterExamples: [
      'Authorization: Bearer $TOKEN',
      'bearer authentication',
      'basic understanding2',
      'token expired',
      'aws wafv2 delete-web-acl --lock-token ebab4ed2-155e-4c9a-9efb-e4c45665b1f5',
    ],
  },
  {
    id: 'session-cookie',
    kind: 'token',
    class: 'RESTRICTED',
    description: 'Cookie by which a server knows a session (RFC 6265), where its name says so.',
    hints: ['sess', 'sid=', 'auth'],
    before: 24,
    after: 280,
    pattern:
      /(?<![\w.-])(?:(?<=cookie["']?:\s{0,3}[^\n]{0,120})[\w.-]{0,20}(?:sess(?:ion)?(?:[_-]?id)?|sid|auth)[\w.-]{0,12}|JSESSIONID|PHPSESSID|ASP\.NET_SessionId|connect\.sid)=(?<value>[\w.%~+/-]{16,256})/dgi,
    confidence: 0.85,
    accept: ({ value }) => (isMade(value) ? 0.85 : 0),
    examples: [
      'Cookie: sessionid=t9lg851H4NdG8PyejEbdinwf7lxsjPBn; theme=dark',
      'Set-Cookie: JSESSIONID=40d21d3cbb64aaa3b7a60b4afcbfd3ed; Path=/',
    ],
    counterExamples: [
      'Set-Cookie: theme=dark',
      'Cookie: session=expired',
      'JSESSIONID=<session-id-of-yours>',
    ],
  },
  {
    id: 'token-told',
    kind: 'token',
    class: 'RESTRICTED',
    description:
      'A made value right after the words for a key or token, as people and logs tell of it.',
    hints: ['api key ', 'token ', 'secret key ', 'access key '],
    before: 20,
    after: 140,
    pattern:
      /(?<![\w-])(?:api|access|auth|bearer|secret|refresh)[ -](?:key|token)\s{1,2}["'\x60]?(?<value>[A-Za-z0-9_-]{20,128})(?![\w-])/dgi,
    confidence: 0.8,
    accept: ({ value }) => (isMade(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) ? 0.8 : 0),
    examples: ['API key bhgOOJTHm1UaBjrVgBUM8Q3DnOvLQFO5 was revoked'],
    counterExamples: ['access token authentication-flow-2-of-oauth', 'api key 2024'],
  },
  {
    id: 'password-hash',
    kind: 'password-hash',
    class: 'RESTRICTED',
    description:
      'Hash of a password in the form of crypt(5), as shadow files and databases hold it.',
    hints: ['$2a$', '$2b$', '$2y$', '$6$', '$5$', '$1$', '$y$', '$argon2', '$apr1$'],
    before: 2,
    after: 160,
    pattern:
      /\$(?:2[aby]\$\d{2}\$[./A-Za-z0-9]{53}|[156y]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,32}\$[./A-Za-z0-9]{22,90}|apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|argon2(?:id|i|d)\$v=\d{1,3}\$[a-z0-9=,]{5,40}\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{16,90})/dg,
    confidence: 0.9,
    examples: ['root:$6$Zk81mQ9p$Lx02Tr5Yw7BnZk81mQ9pLx02Tr5Yw7BnZk81mQ9p:19000:0'],
    counterExamples: ['echo $1 $2 $6', '$2a$10$'],
  },
];

/** Letters and digits without an order that words have. */
function isMade(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= 3 && !isStandIn(value);
}

/** A key that only shows where one would stand. More than half a line of it is no mere beginning: `XXXX` may be part of a key. */
function isEmptyKey(value: string): boolean {
  if (!/\.\.\.|<|XXXX/.test(value)) return false;
  return !/[A-Za-z0-9+/=]{33}/.test(value.replaceAll(/X{4,}/g, '.'));
}

function headerSecret(value: string, isBasic: boolean): number {
  if (isBasic)
    return /^[\x20-\x7e]{2,80}:/.test(Buffer.from(value, 'base64').toString('latin1')) ? 0.95 : 0;
  if (isStandIn(value) || /^[a-z]+$/i.test(value) || !/\d/.test(value)) return 0;
  return secretConfidence(value, { family: 'token', quoted: true, spaced: false });
}
