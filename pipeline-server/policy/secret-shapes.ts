import type { JsonValue } from '../contracts/plan.ts';

/** Shapes of credentials. An id of an AWS access key is none: it names a key and opens nothing. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----[\s\S]{0,10000}?(?:-----END (?:[A-Z]{2,10} )?PRIVATE KEY-----|$)/g,
  /\b(?:aws_?)?secret_?(?:access_?)?key["']?\s{0,3}[=:]\s{0,3}["']?[A-Za-z0-9/+=]{30,}/gi,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{20,}/g,
  /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{24,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g,
  /\b(?:password|passwd|pwd)["']?\s{0,3}[=:]\s{0,3}["']?(?![<{$*[])[^\s"'*]{6,}/gi,
  /\b[a-z][a-z0-9+]{1,12}:\/\/[^\s:@/]{1,64}:[^\s:@/]{4,128}@/gi,
];

/** Names of arguments whose value is a secret, unless it says where the secret is kept. */
const SECRET_NAME =
  /^(?:.*[a-z_-])?(?:password|passwd|secret|secret_?(?:access_?)?key|api_?key|private_?key|access_?token|auth_?token|session_?token|credentials?)$/i;
/** A reference says where a secret is, and is none. */
const REFERENCE =
  /^(?:arn:aws[\w-]*:(?:secretsmanager|ssm):|\{\{resolve:|\$\{|ssm:|vault:|file:|env:|\*+$)/;

/** True when a text holds something that is shaped like a credential. */
export function hasSecret(text: string): boolean {
  return SHAPES.some((shape) => text.search(shape) >= 0);
}

/** The text without what is shaped like a credential. */
export function withoutSecrets(text: string): string {
  return SHAPES.reduce((plain, shape) => plain.replace(shape, '[credential removed]'), text);
}

/** Paths of secrets in a value, e.g. `settings.password`. */
export function secretPaths(value: JsonValue, path = ''): readonly string[] {
  if (typeof value === 'string') return isSecret(value, path) ? [path] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) =>
    secretPaths(child, path === '' ? key : `${path}.${key}`),
  );
}

function isSecret(text: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const isNamed = SECRET_NAME.test(name) && text !== '' && !REFERENCE.test(text);
  return isNamed || hasSecret(text);
}
