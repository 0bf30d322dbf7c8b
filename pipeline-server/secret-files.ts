import { readFileSync } from 'node:fs';
import { reasonOf } from './errors.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Name of the variable that names the file of a secret, as the official images of Docker have it. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

/**
 * The environment with the secrets whose `NAME_FILE` is set taken from their files, without the white space around them. An
 * empty file is a secret that is not set.
 * @param problems gets a line for each file that cannot be read, and for each secret that is set both ways.
 */
export function withSecretFiles(
  env: Environment,
  secrets: readonly string[],
  problems: string[],
): Environment {
  const read = secrets.flatMap((name) => {
    const file = env[fileVariable(name)] ?? '';
    if (file === '') return [];
    if ((env[name] ?? '') === '') return [[name, readSecret(name, file, problems)] as const];
    problems.push(`${fileVariable(name)}: ${name} is set as well. Remove one of the two.`);
    return [];
  });
  return { ...env, ...Object.fromEntries(read) };
}

function readSecret(name: string, file: string, problems: string[]): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    problems.push(`${fileVariable(name)}: ${file} cannot be read (${reasonOf(error)}).`);
    return '';
  }
}
