import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { ConfigError, type Environment, readConfig } from './config.ts';
import { listSettings } from './config-settings.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'xops-config-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function read(env: Environment, yaml = '') {
  return readConfig(env, { file: write('xops.yaml', yaml) });
}

function problemsOf(env: Environment, yaml = ''): readonly string[] {
  try {
    read(env, yaml);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('have defaults that need nothing', () => {
    const config = read({});
    expect(config).toMatchObject({
      server: { host: '127.0.0.1', port: 9099, bodyLimitBytes: 52_428_800 },
      dataDir: './data',
      pipelines: { dir: './pipelines', codeUpload: false, filterDeadlineMs: 8000 },
      auth: { apiKey: null, forwardedUserSecret: null },
      aws: { source: 'sample' },
      log: { level: 'info' },
    });
  });

  it('are frozen all the way down', () => {
    const config = read({}, 'keys: [{ name: ci, key: 0123456789abcdef, scopes: [chat] }]');
    expect(Object.isFrozen(config.aws.sample)).toBe(true);
    expect(Object.isFrozen(config.keys[0]?.scopes)).toBe(true);
  });

  it('come from the file, and the environment wins', () => {
    const yaml = 'server: { port: 8000, host: "::1" }\naws: { source: live, region: eu-west-1 }';
    expect(read({ PORT: '9000' }, yaml)).toMatchObject({
      server: { port: 9000, host: '::1' },
      aws: { source: 'live', region: 'eu-west-1' },
    });
  });

  it('take an empty variable as not set, as Compose writes it', () => {
    expect(read({ PORT: '', PIPELINES_API_KEY: '' }).auth.apiKey).toBeNull();
  });

  it.each([
    ['true', true],
    ['1', true],
    ['YES', true],
    ['off', false],
  ])('read the switch %s', (text, value) => {
    expect(read({ XOPS_CODE_UPLOAD: text }).pipelines.codeUpload).toBe(value);
  });

  it('know the log levels of the reference server, and LOG_LEVEL wins', () => {
    expect(read({ GLOBAL_LOG_LEVEL: 'WARNING' }).log.level).toBe('warning');
    expect(read({ GLOBAL_LOG_LEVEL: 'INFO', LOG_LEVEL: 'debug' }).log.level).toBe('debug');
  });

  it('read further keys from the file, from key files and from the environment', () => {
    const keyFile = write('key.txt', 'a-key-of-sixteen-or-more\n');
    const yaml = `keys:\n  - { name: ci, keyFile: ${keyFile}, scopes: [chat, tools] }`;
    expect(read({}, yaml).keys).toEqual([
      { name: 'ci', key: 'a-key-of-sixteen-or-more', scopes: ['chat', 'tools'] },
    ]);
    const keys = '[{"name":"bot","key":"0123456789abcdef","scopes":["filter"]}]';
    expect(read({ XOPS_KEYS: keys }).keys[0]?.name).toBe('bot');
  });
});

describe('secrets in files', () => {
  it('are read without the white space around them', () => {
    const PIPELINES_API_KEY_FILE = write('key', 'a-key-of-sixteen-or-more\n');
    const XOPS_PSEUDONYM_KEY_FILE = write('pseudonyms', `${'k'.repeat(32)}\n`);
    const config = read({ PIPELINES_API_KEY_FILE, XOPS_PSEUDONYM_KEY_FILE });
    expect(config.auth.apiKey).toBe('a-key-of-sixteen-or-more');
    expect(config.sovereignty.pseudonyms.key).toBe('k'.repeat(32));
  });

  it('are not set where the file is empty', () => {
    expect(read({ ANTHROPIC_API_KEY_FILE: write('empty', '\n') }).routes).toEqual([]);
  });

  it('are refused where a file is missing or the secret is set as well, and never shown', () => {
    const file = write('key', 'hush-hush-hush-hush');
    const env = { PIPELINES_API_KEY: 'hush-hush-hush-hush', PIPELINES_API_KEY_FILE: file };
    expect(problemsOf({ ...env, OPENAI_API_KEY_FILE: '/nope' })).toEqual([
      'PIPELINES_API_KEY_FILE: PIPELINES_API_KEY is set as well. Remove one of the two.',
      expect.stringMatching(/^OPENAI_API_KEY_FILE: \/nope cannot be read \(/),
    ]);
  });

  it('are secrets only', () => {
    expect(problemsOf({ XOPS_AWS_REGION_FILE: write('region', 'eu-west-1') })).toEqual([
      expect.stringMatching(/^XOPS_AWS_REGION_FILE: is not a setting/),
    ]);
  });
});

describe('bad settings', () => {
  it('are all listed at once, with the remedy', () => {
    const env = { PORT: 'abc', XOPS_AWS_SOURCE: 'gcp', XOPS_PROT: '1', XOPS_CODE_UPLOAD: 'maybe' };
    expect(problemsOf(env, 'serer: {}\nserver: { hots: x }\nlog: 3')).toEqual([
      'serer: is not a setting. Did you mean server? Else remove it.',
      'server.hots: is not a setting. Did you mean host? Else remove it.',
      'PORT: "abc" is not a whole number from 0 to 65535.',
      'XOPS_CODE_UPLOAD: "maybe" is not true or false.',
      'XOPS_AWS_SOURCE: "gcp" is not one of sample, live.',
      'log: must hold settings by name, not 3.',
      expect.stringMatching(/^XOPS_PROT: is not a setting\. Did you mean XOPS_\w+\?/),
    ]);
  });

  it.each([
    'two words',
    'arn:aws:iam::111122223333:role/reader',
    'a/',
    '{account}',
    'x'.repeat(65),
  ])('refuses the role %j with an example of one', (role) => {
    expect(problemsOf({ XOPS_AWS_MEMBER_ROLE: role })).toEqual([
      expect.stringMatching(/^XOPS_AWS_MEMBER_ROLE: .*e\.g\. xops-read-only/),
    ]);
  });

  it.each([
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '90.5'],
    ['PORT', '0x10'],
    ['XOPS_BODY_LIMIT_BYTES', '1'],
    ['XOPS_HEARTBEAT_MS', 'soon'],
    ['LOG_LEVEL', 'loud'],
    ['XOPS_PUBLIC_URL', 'ops.example'],
    ['XOPS_PUBLIC_URL', 'https://ops.example/?a=1'],
    ['XOPS_EVIDENCE_KEEP_DAYS', '0'],
  ])('%s=%s is refused', (name, text) => {
    expect(problemsOf({ [name]: text })).toEqual([expect.stringContaining(name)]);
  });

  it('of the wrong type in the file are refused; numbers are not read from texts there', () => {
    expect(problemsOf({}, 'server: { port: "9099" }')).toEqual([
      'server.port: "9099" is not a whole number from 0 to 65535.',
    ]);
  });

  it('never show a secret', () => {
    const yaml =
      'auth: { apiKey: hush-hush-hush }\nkeys: [{ name: x, key: hush-hush-hush, scopes: [root] }]';
    const problems = problemsOf({ XOPS_KEYS: '' }, yaml);
    expect(problems).toEqual([
      'auth.apiKey: is a secret. Set PIPELINES_API_KEY in the environment.',
      expect.stringMatching(/^keys: the value is not a list of/),
    ]);
    expect(problems.join()).not.toContain('hush');
  });

  it.each([
    ['no key at all', '[{ name: x, scopes: [chat] }]', /needs either key or keyFile/],
    ['two keys', '[{ name: x, key: 0123456789abcdef, keyFile: /f, scopes: [chat] }]', /either/],
    [
      'a key file that is not there',
      '[{ name: x, keyFile: /nope, scopes: [chat] }]',
      /cannot be read/,
    ],
    ['a short key', '[{ name: x, key: short, scopes: [chat] }]', /16 characters/],
    ['no scopes', '[{ name: x, key: 0123456789abcdef, scopes: [] }]', /scopes/],
  ])('of keys: %s', (_what, keys, message) => {
    expect(problemsOf({}, `keys: ${keys}`).join()).toMatch(message);
  });

  it('of a key file that is too short are refused', () => {
    const keyFile = write('short.txt', 'abc');
    const problems = problemsOf({}, `keys: [{ name: x, keyFile: ${keyFile}, scopes: [chat] }]`);
    expect(problems).toEqual([expect.stringMatching(/shorter than 16/)]);
  });

  it("include the reference server's published key, unless that is asked for", () => {
    expect(problemsOf({ PIPELINES_API_KEY: '0p3n-w3bu!' })).toEqual([
      expect.stringMatching(/everybody knows/),
    ]);
    const env = { PIPELINES_API_KEY: '0p3n-w3bu!', ALLOW_INSECURE_DEFAULT_KEY: '1' };
    expect(read(env).auth.apiKey).toBe('0p3n-w3bu!');
  });

  it('include live AWS without a Region', () => {
    expect(problemsOf({ XOPS_AWS_SOURCE: 'live' })).toEqual([
      expect.stringMatching(/^XOPS_AWS_REGION: is needed/),
    ]);
    const env = { XOPS_AWS_SOURCE: 'live', AWS_REGION: 'eu-west-1' };
    expect(read(env).aws.region).toBe('eu-west-1');
  });

  it('include exports in S3 that are no place in it, or without live AWS', () => {
    const live = { XOPS_AWS_SOURCE: 'live', AWS_REGION: 'eu-west-1' };
    const focus = (XOPS_FOCUS_EXPORTS: string, env = {}) => ({ ...env, XOPS_FOCUS_EXPORTS });
    expect(problemsOf(focus('s3://no_bucket/x', live))).toEqual([
      expect.stringContaining('s3://bucket/prefix'),
    ]);
    expect(problemsOf(focus('s3://bucket/x'))).toEqual([
      expect.stringContaining('with source live only'),
    ]);
    expect(read(focus('s3://bucket/x', live)).focus.exports).toBe('s3://bucket/x');
  });

  it.each([
    ['is no YAML', 'a: [', /cannot be read/],
    ['is a list', '- a', /must hold settings by name/],
  ])('of a file that %s', (_what, yaml, message) => {
    expect(problemsOf({}, yaml)).toEqual([expect.stringMatching(message)]);
  });

  it('of a file that was named but is not there', () => {
    expect(() => readConfig({ XOPS_FILE: path.join(folder, 'nope.yaml') })).toThrow(/nope\.yaml/);
  });
});

describe('xops.example.yaml', () => {
  const text = readFileSync('xops.example.yaml', 'utf8');

  it('holds every setting and nothing else, and changes nothing', () => {
    expect(readConfig({}, { file: 'xops.example.yaml' })).toEqual(read({}));
    const written = pathsOf(parseYaml(text));
    const settings = listSettings().filter(({ secret }) => !secret);
    expect(written.toSorted()).toEqual(settings.map((setting) => setting.path).toSorted());
  });

  it.each(listSettings())('describes $path and its variable', ({ schema, env }) => {
    for (const name of env) expect(text).toContain(name);
    expect(text).toContain((schema as { description?: string }).description);
  });
});

function pathsOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [prefix];
  if (Object.keys(value).length === 0) return [prefix];
  return Object.entries(value).flatMap(([key, child]) =>
    pathsOf(child, prefix === '' ? key : `${prefix}.${key}`),
  );
}

describe('an identity provider', () => {
  const GOOD = {
    XOPS_OIDC_ISSUER: 'https://login.example.com/acme',
    XOPS_OIDC_CLIENT_ID: 'xops',
    XOPS_PUBLIC_URL: 'https://xops.example.com',
  };

  it('is set by its issuer, our id there, and our own address', () => {
    expect(read(GOOD).auth.oidc).toMatchObject({ clientSecret: null, groupsClaim: 'groups' });
    const here = { ...GOOD, XOPS_OIDC_ISSUER: 'http://localhost:9', XOPS_AIR_GAPPED: '1' };
    expect(problemsOf({ ...here, XOPS_PUBLIC_URL: 'http://[::1]:9099/x' })).toEqual([]);
  });

  it.each([
    [{ XOPS_OIDC_CLIENT_ID: '' }, /^XOPS_OIDC_CLIENT_ID: is needed/],
    [{ XOPS_OIDC_ISSUER: '' }, /^XOPS_OIDC_ISSUER: is needed/],
    [{ XOPS_PUBLIC_URL: '' }, /^XOPS_PUBLIC_URL: is needed with auth.oidc.issuer/],
    [{ XOPS_PUBLIC_URL: 'http://xops.example.com' }, /^XOPS_PUBLIC_URL: .*clear text/],
    [{ XOPS_OIDC_ISSUER: 'http://login.example.com' }, /^XOPS_OIDC_ISSUER: .*clear text/],
    [{ XOPS_OIDC_ISSUER: 'https://a:b@login.example.com' }, /^XOPS_OIDC_ISSUER: .*an address that/],
    [{ XOPS_OIDC_ISSUER: 'https://[x' }, /^XOPS_OIDC_ISSUER: .*is not an address/],
    [{ XOPS_OIDC_SCOPES: 'openid profile' }, /^auth.oidc.scopes: need openid and email/],
    [{ XOPS_AIR_GAPPED: '1' }, /^XOPS_OIDC_ISSUER: is not this machine/],
  ])('is refused with what is wrong: %o', (over, problem) => {
    expect(problemsOf({ ...GOOD, ...over })).toEqual([expect.stringMatching(problem)]);
  });
});
