import { existsSync, readFileSync } from 'node:fs';
import { distance } from 'fastest-levenshtein';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { parse as parseYaml } from 'yaml';
import { exportLocation, isInS3 } from '../tools/focus/export-location.ts';
import type { ApiKey } from './auth/api-keys.ts';
import { approvalProblems } from './config-approvals.ts';
import { knowledgeProblems } from './config-knowledge.ts';
import { oidcProblems } from './config-oidc.ts';
import { CONFIG_SCHEMA, type WrittenConfig } from './config-schema.ts';
import { reasonOf } from './errors.ts';
import { type ConfiguredRoute, configuredRoutes } from './model-routes.ts';
import { type Environment, fileVariable, withSecretFiles } from './secret-files.ts';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** The settings of the server, frozen. Shapes and units are those of {@link CONFIG_SCHEMA}. */
export type Config = DeepReadonly<
  Omit<WrittenConfig, 'keys'> & {
    keys: ApiKey[];
    routes: readonly ConfiguredRoute[];
    /** The variables that `approvals.terraform.environment` names, as they are set. */
    terraformEnvironment: Readonly<Record<string, string>>;
    /** Those that `approvals.command.environment` names. */
    commandEnvironment: Readonly<Record<string, string>>;
  }
>;

export type { Environment };

/** The key that the reference server publishes in its source: known to everybody. */
const PUBLISHED_KEY = '0p3n-w3bu!';

/** Variables of ours that are not settings of the schema. */
const FILE_VARIABLE = 'XOPS_FILE';

/** All that is wrong with the settings, one line per setting. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      ['The settings are not valid:', ...problems.map((problem) => `  - ${problem}`)].join('\n'),
    );
    this.problems = problems;
  }
}

/** A setting: its schema, where it stands in the file, and the variables that set it. */
export interface Setting {
  readonly schema: TSchema;
  /** Dotted path, e.g. `server.port`. */
  readonly path: string;
  readonly env: readonly string[];
  /** Set in the environment only. */
  readonly secret: boolean;
  /** Never shown in an error. */
  readonly confidential: boolean;
}

type Section = Readonly<Record<string, unknown>>;

/**
 * Reads the settings: defaults, then `xops.yaml` where it exists, then the environment; a secret `NAME` also from the file
 * that `NAME_FILE` names.
 * @param options.file the settings file; it must exist then. Else `XOPS_FILE`, else `./xops.yaml` if it is there.
 * @throws ConfigError that lists every bad setting at once.
 */
export function readConfig(
  variables: Environment = process.env,
  options: { readonly file?: string } = {},
): Config {
  const problems: string[] = [];
  const env = withSecretFiles(variables, secretVariables(), problems);
  const file = readFile(options.file ?? env[FILE_VARIABLE], problems);
  const written = readSection({ schema: CONFIG_SCHEMA, values: file, path: '', env, problems });
  problems.push(...unknownVariables(env));
  if (problems.length > 0) throw new ConfigError(problems);
  // Every leaf was checked against its own schema on the way.
  const config = resolveKeys(written as WrittenConfig, { env, problems });
  problems.push(...insecureKeys(config), ...missingRegion(config), ...badExports(config));
  problems.push(...approvalProblems(config.approvals), ...oidcProblems(config));
  problems.push(...knowledgeProblems(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(config);
}

/** What a program needs of the environment to run at all: no settings and no secrets. */
export function machineEnvironment(env: Environment = process.env): Record<string, string> {
  return pickVariables(env, ['PATH', 'HOME', 'LANG', 'TMPDIR']);
}

/** Every setting of the schema, in its order. */
export function listSettings(schema: TSchema = CONFIG_SCHEMA, path = ''): readonly Setting[] {
  const properties = propertiesOf(schema);
  if (properties === null) return [describeSetting(schema, path)];
  return Object.entries(properties).flatMap(([key, child]) => listSettings(child, join(path, key)));
}

function secretVariables(): readonly string[] {
  return listSettings()
    .filter(({ secret }) => secret)
    .flatMap(({ env }) => env);
}

function readFile(file: string | undefined, problems: string[]): Section {
  const path = file ?? './xops.yaml';
  if (file === undefined && !existsSync(path)) return {};
  try {
    const parsed: unknown = parseYaml(readFileSync(path, 'utf8')) ?? {};
    if (isSection(parsed)) return parsed;
    problems.push(`${path}: must hold settings by name (see xops.example.yaml).`);
  } catch (error) {
    problems.push(`${path}: cannot be read (${reasonOf(error)}).`);
  }
  return {};
}

interface SectionSource {
  readonly schema: TSchema;
  readonly values: unknown;
  readonly path: string;
  readonly env: Environment;
  readonly problems: string[];
}

function readSection(source: SectionSource): unknown {
  const properties = propertiesOf(source.schema);
  if (properties === null) return readSetting(source);
  const values = source.values ?? {};
  if (!isSection(values)) {
    source.problems.push(`${source.path}: must hold settings by name, not ${show(values)}.`);
    return {};
  }
  source.problems.push(...unknownKeys(values, Object.keys(properties), source.path));
  const entries = Object.entries(properties).map(([key, schema]) => {
    const path = join(source.path, key);
    return [key, readSection({ ...source, schema, values: values[key], path })] as const;
  });
  return Object.fromEntries(entries);
}

function readSetting(source: SectionSource): unknown {
  const setting = describeSetting(source.schema, source.path);
  const variable = setting.env.find((name) => (source.env[name] ?? '') !== '');
  if (variable === undefined && source.values === undefined) return defaultOf(source.schema);
  if (variable === undefined && setting.secret) {
    source.problems.push(`${setting.path}: is a secret. Set ${setting.env[0]} in the environment.`);
    return undefined;
  }
  const value =
    variable === undefined ? source.values : fromText(source.schema, source.env[variable] ?? '');
  if (!Value.Check(source.schema, value)) {
    const shown = setting.confidential ? 'the value' : show(value);
    const place = variable ?? setting.path;
    const fault = setting.confidential ? '' : innerFault(source.schema, value);
    source.problems.push(`${place}: ${shown} is not ${expectation(source.schema)}.${fault}`);
  }
  return value;
}

/** A variable's text as the value that its schema wants; the text itself where it does not fit. */
function fromText(schema: TSchema, text: string): unknown {
  const inner = withoutNull(schema);
  const kind = typeName(inner);
  const choice = choicesOf(inner).find((name) => name === text.toLowerCase());
  if (choice !== undefined) return choice;
  if (kind === 'integer') return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
  if (kind === 'number') return /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
  if (kind === 'boolean') return BOOLEANS.get(text.trim().toLowerCase()) ?? text;
  return kind === 'array' ? parseJsonOr(text) : text;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['no', false],
  ['off', false],
]);

function parseJsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Of a list, where it is wrong: the whole of it says little. */
function innerFault(schema: TSchema, value: unknown): string {
  const [error] = Value.Errors(schema, value);
  if (!Array.isArray(value) || error === undefined) return '';
  const place = error.instancePath.split('/').slice(1).join('.');
  // A key that no schema names is checked against the schema `false`.
  return ` At ${place}: ${error.keyword === 'boolean' ? 'is not a setting' : error.message}.`;
}

function expectation(schema: TSchema): string {
  const inner = withoutNull(schema);
  const choices = choicesOf(inner);
  if (choices.length > 0) return `one of ${choices.join(', ')}`;
  const { minimum, maximum, pattern, expected } = inner as {
    minimum?: number;
    maximum?: number;
    pattern?: string;
    expected?: string;
  };
  if (expected !== undefined) return expected;
  switch (typeName(inner)) {
    case 'integer':
      return `a whole number${range(minimum, maximum)}`;
    case 'number':
      return `a number${range(minimum, maximum)}`;
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'a list of numbers by name, by analyzer, e.g. { cost.ec2.stopped: { days: 45 } }';
    case 'array':
      return (inner as { expects?: string }).expects ?? 'a list';
    default:
      return pattern === undefined
        ? 'a text that is not empty'
        : 'an address that begins with http:// or https://';
  }
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return '';
  return maximum === undefined ? ` of ${minimum} or more` : ` from ${minimum} to ${maximum}`;
}

function unknownKeys(values: Section, known: readonly string[], path: string): readonly string[] {
  return Object.keys(values)
    .filter((key) => !known.includes(key))
    .map((key) => `${join(path, key)}: is not a setting.${suggestion(key, known)}`);
}

function unknownVariables(env: Environment): readonly string[] {
  const files = secretVariables().map(fileVariable);
  const known = [...listSettings().flatMap((setting) => setting.env), ...files, FILE_VARIABLE];
  return Object.keys(env)
    .filter((name) => name.startsWith('XOPS_') && !known.includes(name))
    .map((name) => `${name}: is not a setting.${suggestion(name, known)}`);
}

function suggestion(wrong: string, known: readonly string[]): string {
  const nearest = known.toSorted((a, b) => distance(wrong, a) - distance(wrong, b))[0];
  return nearest === undefined ? '' : ` Did you mean ${nearest}? Else remove it.`;
}

function resolveKeys(
  written: WrittenConfig,
  { env, problems }: Pick<SectionSource, 'env' | 'problems'>,
): Config {
  const keys = written.keys.map(({ name, key, keyFile, scopes }): ApiKey => {
    if ((key === undefined) === (keyFile === undefined)) {
      problems.push(`keys: "${name}" needs either key or keyFile.`);
    }
    return { name, scopes, key: key ?? readKeyFile(keyFile, problems) };
  });
  return {
    ...written,
    keys,
    routes: configuredRoutes(written, problems),
    terraformEnvironment: pickVariables(env, written.approvals.terraform.environment),
    commandEnvironment: pickVariables(env, written.approvals.command.environment),
  };
}

function pickVariables(env: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}

function readKeyFile(file: string | undefined, problems: string[]): string {
  if (file === undefined) return '';
  try {
    const key = readFileSync(file, 'utf8').trim();
    if (key.length >= 16) return key;
    problems.push(`keys: the key in ${file} is shorter than 16 characters.`);
  } catch (error) {
    problems.push(`keys: ${file} cannot be read (${reasonOf(error)}).`);
  }
  return '';
}

function insecureKeys(config: Config): readonly string[] {
  const published = [config.auth.apiKey, ...config.keys.map(({ key }) => key)].includes(
    PUBLISHED_KEY,
  );
  if (!published || config.auth.allowInsecureDefaultKey) return [];
  return [
    'PIPELINES_API_KEY: is the key that everybody knows from the reference server. Choose another, or leave it out and a random one is made.',
  ];
}

function missingRegion({ aws }: Config): readonly string[] {
  if (aws.source === 'sample' || aws.region !== null) return [];
  return ['XOPS_AWS_REGION: is needed for live AWS. Set the home Region of your organization.'];
}

/** Exports in S3 are your organization's own: they are read with its credentials, which the sample has none of. */
function badExports({ focus, aws }: Config): readonly string[] {
  if (focus.exports === null || !isInS3(focus.exports)) return [];
  if (exportLocation(focus.exports) === null)
    return ['XOPS_FOCUS_EXPORTS: a place in S3 is written s3://bucket/prefix.'];
  if (aws.source === 'live') return [];
  return [
    'XOPS_FOCUS_EXPORTS: S3 is read with source live only. Set XOPS_AWS_SOURCE=live, or name a folder.',
  ];
}

function describeSetting(schema: TSchema, path: string): Setting {
  const { env = [], secret = false, confidential = secret } = schema as Partial<Setting> & TSchema;
  return { schema, path, env, secret, confidential };
}

/** Only a section without `env` is descended into; a setting may be an object or a list as a whole. */
function propertiesOf(schema: TSchema): Readonly<Record<string, TSchema>> | null {
  const { properties } = schema as { properties?: Record<string, TSchema> };
  return properties ?? null;
}

function defaultOf(schema: TSchema): unknown {
  return structuredClone((schema as { default?: unknown }).default);
}

function withoutNull(schema: TSchema): TSchema {
  const { anyOf } = schema as { anyOf?: readonly TSchema[] };
  return anyOf?.find((option) => typeName(option) !== 'null') ?? schema;
}

function typeName(schema: TSchema): string {
  return (schema as { type?: string }).type ?? '';
}

function choicesOf(schema: TSchema): readonly string[] {
  return (schema as { enum?: readonly string[] }).enum ?? [];
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child);
    Object.freeze(value);
  }
  return value;
}
