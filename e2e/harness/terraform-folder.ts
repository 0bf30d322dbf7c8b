import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A configuration of the real Terraform, planned and applied by hand as people do beside the server. */
export interface TerraformFolder {
  readonly path: string;
  /** Writes the configuration. */
  write(configuration: string): void;
  /** Runs Terraform with these arguments; resolves with what it printed. @throws when it fails. */
  run(...args: readonly string[]): string;
  /** Saves a plan, and returns its file. */
  plan(name: string): string;
  /** Values of a resource in the state; null when it is not there. */
  resource(address: string): unknown;
}

/** The Terraform that the tests run. */
export function terraformBinary(): string {
  const binary = process.env['E2E_TERRAFORM'];
  if (binary === undefined) throw new Error('E2E_TERRAFORM is not set: start with e2e/run.sh');
  return binary;
}

/** Makes an initialised folder with a configuration. */
export function openTerraformFolder(folder: string, configuration: string): TerraformFolder {
  mkdirSync(folder, { recursive: true });
  const environment = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: folder,
    CHECKPOINT_DISABLE: '1',
    TF_VAR_password: 'correct-horse-battery',
  };
  const options = { cwd: folder, env: environment, encoding: 'utf8' } as const;
  const run = (...args: readonly string[]) =>
    execFileSync(terraformBinary(), args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const write = (text: string) => writeFileSync(path.join(folder, 'main.tf'), text);
  write(configuration);
  run('init', '-input=false', '-no-color');
  return {
    path: folder,
    write,
    run,
    plan(name) {
      run('plan', '-input=false', '-no-color', `-out=${name}`);
      return path.join(folder, name);
    },
    resource(address) {
      const state: unknown = JSON.parse(
        readFileSync(path.join(folder, 'terraform.tfstate'), 'utf8'),
      );
      const { resources } = state as {
        resources: { type: string; name: string; instances: { attributes: unknown }[] }[];
      };
      const found = resources.find(({ type, name }) => `${type}.${name}` === address);
      return found?.instances[0]?.attributes ?? null;
    },
  };
}
