import { existsSync, readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { exportLocation, isInS3 } from '../tools/focus/export-location.ts';
import type { ApiKey } from './auth/api-keys.ts';
import { approvalProblems } from './config-approvals.ts';
import { knowledgeProblems } from './config-knowledge.ts';
import { oidcProblems } from './config-oidc.ts';
import { CONFIG_SCHEMA, type WrittenConfig } from './config-schema.ts';
import {
  isSection,
  listSettings,
  readSection,
  type Section,
  type SectionSource,
  suggestion,
} from './config-settings.ts';
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

function unknownVariables(env: Environment): readonly string[] {
  const files = secretVariables().map(fileVariable);
  const known = [...listSettings().flatMap((setting) => setting.env), ...files, FILE_VARIABLE];
  return Object.keys(env)
    .filter((name) => name.startsWith('XOPS_') && !known.includes(name))
    .map((name) => `${name}: is not a setting.${suggestion(name, known)}`);
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

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child);
    Object.freeze(value);
  }
  return value;
}
