import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, ConfigError, type Environment, readConfig } from './config.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'xops-routes-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function read(env: Environment, yaml = ''): Config {
  return readConfig(env, { file: write('xops.yaml', yaml) });
}

function routes(yaml: string, env: Environment = {}): Config['routes'] {
  return read(env, `models: { routes: [${yaml}] }`).routes;
}

function problemsOf(yaml: string, env: Environment = {}): string {
  try {
    routes(yaml, env);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
}

describe('routes to models', () => {
  it('are none unless something is configured', () => {
    expect(read({}).routes).toEqual([]);
  });

  it('come from the variables of the providers', () => {
    const env = {
      ANTHROPIC_API_KEY: 'a-key',
      OPENAI_API_KEY: 'o-key',
      LITELLM_BASE_URL: 'http://127.0.0.1:4000/v1/',
      LITELLM_API_KEY: 'l-key',
      OLLAMA_BASE_URL: 'http://127.0.0.1:11434',
    };
    const found = read(env).routes.map(({ route, apiKey }) => [
      route.id,
      route.place,
      route.maximumClass,
      route.baseUrl,
      apiKey,
    ]);
    expect(found).toEqual([
      ['claude', 'cloud', 'INTERNAL', 'https://api.anthropic.com', 'a-key'],
      ['openai', 'cloud', 'INTERNAL', 'https://api.openai.com/v1', 'o-key'],
      ['litellm', 'cloud', 'INTERNAL', 'http://127.0.0.1:4000/v1', 'l-key'],
      ['ollama', 'local', 'RESTRICTED', 'http://127.0.0.1:11434', null],
    ]);
  });

  it('are those of the file alone when it has some', () => {
    const found = routes('{ id: here, provider: ollama, baseUrl: "http://127.0.0.1:1" }', {
      ANTHROPIC_API_KEY: 'a-key',
    });
    expect(found.map(({ route }) => route.id)).toEqual(['here']);
  });

  it('take their key from a file, and never into the route', () => {
    const file = write('key', 'from-a-file\n');
    const [found] = routes(`{ id: a, provider: anthropic, apiKeyFile: ${file} }`);
    expect(found?.apiKey).toBe('from-a-file');
    expect(JSON.stringify(found?.route)).not.toContain('from-a-file');
  });

  it('know what cached tokens cost where nothing else is said', () => {
    const [found] = routes(
      '{ id: a, provider: anthropic, prices: { m: { inputUsd: 4, outputUsd: 20, cacheReadUsd: 1 } } }',
    );
    const price = { inputUsd: 4, outputUsd: 20, cacheReadUsd: 1, cacheWriteUsd: 5 };
    expect(found?.route.prices).toEqual({ m: price });
  });

  it.each([
    ['{ id: a, provider: gcp }', /models.routes: .* is not a list of routes.* At 0.provider/],
    ['{ id: a, provider: ollama, plase: local }', /At 0.plase: is not a setting/],
    ['{ id: A B, provider: ollama }', /At 0.id/],
    ['{ id: a, provider: ollama }', /a: has no address\. Set baseUrl/],
    ['{ id: xops, provider: anthropic }', /the id xops is taken/],
    ['{ id: a, provider: anthropic }, { id: a, provider: anthropic }', /a is used twice/],
    ['{ id: a, provider: anthropic, fallbacks: [b] }', /a falls back to b/],
    ['{ id: a, provider: anthropic, place: local }', /anthropic is never local/],
    [
      '{ id: a, provider: openai, place: local, baseUrl: "http://8.8.8.8/v1" }',
      /no private address/,
    ],
    ['{ id: a, provider: openai, baseUrl: "http://api.example.com/v1" }', /clear text. Use https/],
    ['{ id: a, provider: openai, baseUrl: "https://u:p@example.com/v1" }', /At 0.baseUrl/],
    ['{ id: a, provider: bedrock, models: [x] }', /needs a region/],
    ['{ id: a, provider: bedrock, region: eu-west-1 }', /needs models/],
    ['{ id: a, provider: anthropic, apiKeyFile: /nope }', /nope of a cannot be read/],
  ])('are refused: %s', (yaml, problem) => {
    expect(problemsOf(yaml)).toMatch(problem);
  });

  it.each([
    ['AU', 'au.anthropic.claude-sonnet-4-6', true],
    ['AU', 'anthropic.claude-3-5-sonnet-20241022-v2:0', true],
    ['AU', 'global.anthropic.claude-sonnet-4-6', false],
    ['AU', 'apac.anthropic.claude-sonnet-4-6', false],
    ['AU', 'us.anthropic.claude-sonnet-4-6', false],
    ['AU', 'moon.anthropic.claude-sonnet-4-6', false],
    ['AU', 'arn:aws:bedrock:ap-southeast-2:123456789012:inference-profile/x', false],
    ['GLOBAL', 'global.anthropic.claude-sonnet-4-6', true],
    ['EU', 'eu.anthropic.claude-sonnet-4-6', true],
  ])('bound to %s may use %s on Bedrock: %s', (place, model, allowed) => {
    const yaml = `{ id: a, provider: bedrock, region: ap-southeast-2, jurisdiction: [${place}], models: ["${model}"] }`;
    expect(problemsOf(yaml) === '').toBe(allowed);
  });
});

describe('an air-gapped server', () => {
  const env = { XOPS_AIR_GAPPED: '1' };

  it.each(['https://api.anthropic.com', 'http://10.0.0.1:11434', 'http://ollama:11434'])(
    'has no route to %s',
    (url) => {
      const yaml = `{ id: a, provider: openai, place: local, baseUrl: "${url}" }`;
      expect(problemsOf(yaml, env)).toMatch(/is not this machine/);
    },
  );

  it('has routes to itself, and the sample organisation', () => {
    const yaml = '{ id: a, provider: ollama, baseUrl: "http://localhost:11434" }';
    expect(problemsOf(yaml, env)).toBe('');
    const live = { ...env, XOPS_AWS_SOURCE: 'live', AWS_REGION: 'eu-west-1' };
    expect(problemsOf(yaml, live)).toMatch(/live AWS is not on this machine/);
  });
});

describe('the example configurations', () => {
  const NAMES = ['claude-api', 'bedrock-vpc', 'air-gapped'] as const;
  const example = (name: string) => path.join('docs/examples', `${name}.yaml`);
  const linesOf = (name: string) => readFileSync(example(name), 'utf8').split('\n').filter(Boolean);
  const difference = (from: string, to: string) => [
    ...linesOf(from)
      .filter((line) => !linesOf(to).includes(line))
      .map((line) => `- ${line}`),
    ...linesOf(to)
      .filter((line) => !linesOf(from).includes(line))
      .map((line) => `+ ${line}`),
  ];

  it.each(NAMES)('%s is valid', (name) => {
    expect(readConfig({}, { file: example(name) }).routes.length).toBeGreaterThan(0);
  });

  it('differ in where models are and in nothing else', () => {
    const settings = NAMES.map((name) => {
      const {
        models: _models,
        routes: _routes,
        egress: _egress,
        ...rest
      } = readConfig({}, { file: example(name) });
      return rest;
    });
    expect(settings[1]).toEqual(settings[0]);
    expect(settings[2]).toEqual(settings[0]);
  });

  it('differ in these lines', () => {
    expect(difference('claude-api', 'bedrock-vpc')).toMatchInlineSnapshot(`
      [
        "- # Claude at its vendor, and a model on this machine for what may not leave. Needs ANTHROPIC_API_KEY.",
        "-     - { id: claude, provider: anthropic, jurisdiction: [US], models: [claude-sonnet-4-6], maximumClass: INTERNAL }",
        "+ # Claude on Bedrock in Australia through a VPC endpoint, and a model on this machine for what may not leave.",
        "+     - { id: bedrock, provider: bedrock, place: vpc, jurisdiction: [AU], region: ap-southeast-2, models: [au.anthropic.claude-sonnet-4-6] }",
      ]
    `);
    expect(difference('bedrock-vpc', 'air-gapped')).toMatchInlineSnapshot(`
      [
        "- # Claude on Bedrock in Australia through a VPC endpoint, and a model on this machine for what may not leave.",
        "-     - { id: bedrock, provider: bedrock, place: vpc, jurisdiction: [AU], region: ap-southeast-2, models: [au.anthropic.claude-sonnet-4-6] }",
        "+ # A model on this machine, and nothing else.",
        "+ egress: { airGapped: true }",
      ]
    `);
  });
});
