import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlanDocument, StateResource, StateVersion } from './plan-document.ts';
import { parsePlan, parseStateVersion, resourcesOf } from './plan-document.ts';
import type { RunTerraform, TerraformCall, TerraformEnd } from './run-terraform.ts';
import { TerraformError } from './terraform-error.ts';

/** How Terraform is run here. */
export interface TerraformSettings {
  /** Null: `terraform` in {@link SEARCHED}. */
  readonly binary: string | null;
  /** Variables that the settings let through, by name. */
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds that an apply waits for the lock of the state. */
  readonly lockSeconds: number;
  /** Minutes after which an apply is interrupted. */
  readonly applyMinutes: number;
  /** Its home folder; it is made when it is needed. */
  readonly home: string;
}

/** Where it works. */
export interface TerraformPlace {
  /** The configuration, initialised. */
  readonly directory: string;
  /** Null: the one that is selected in the directory. */
  readonly workspace: string | null;
  readonly signal: AbortSignal;
}

/** What Terraform shows of the world, by a plan that changes nothing. */
interface SeenWorld {
  readonly resources: readonly StateResource[];
}

/** Terraform in one directory. Whatever fails throws a {@link TerraformError}; what it prints may hold secrets. */
export interface Terraform {
  version(): Promise<string>;
  workspace(): Promise<string>;
  showPlan(file: string): Promise<PlanDocument>;
  stateVersion(): Promise<StateVersion | null>;
  /**
   * Reads every resource anew, with the values of variables that a plan was made with. The state is not written.
   * @param options.folder for files of this run, which hold secrets; what is left there is removed by whoever made it.
   */
  refresh(
    variables: PlanDocument['variables'],
    options: { readonly folder: string; readonly lock: boolean },
  ): Promise<SeenWorld>;
  /** Applies exactly this file; what is printed is kept beside it. Resolves also when it fails. */
  apply(file: string): Promise<TerraformEnd>;
}

/** Nothing else is searched: what `terraform` is does not depend on who starts the server. */
const SEARCHED = '/usr/local/bin:/usr/bin:/bin';
const READ_MS = 10 * 60_000;
const MINUTE_MS = 60_000;

/** Opens Terraform in a directory. */
export function openTerraform(
  settings: TerraformSettings,
  place: TerraformPlace,
  run: RunTerraform,
): Terraform {
  const runFor = async (
    args: readonly string[],
    limits: Pick<TerraformCall, 'timeoutMs' | 'outputFolder'>,
  ) => {
    await mkdir(settings.home, { recursive: true, mode: 0o700 });
    return await run({
      binary: settings.binary ?? 'terraform',
      args,
      cwd: place.directory,
      environment: environmentOf(settings, place),
      signal: place.signal,
      ...limits,
    });
  };
  const print = async (...args: readonly string[]) =>
    printed(args, await runFor(args, { timeoutMs: READ_MS, outputFolder: null }));
  const showPlan = async (file: string) => parsePlan(await print('show', '-json', file));
  return {
    async version() {
      const { terraform_version: version } = JSON.parse(await print('version', '-json')) as {
        terraform_version?: unknown;
      };
      if (typeof version === 'string') return version;
      throw new TerraformError('terraform version -json names no version.');
    },
    workspace: async () => (await print('workspace', 'show')).trim(),
    showPlan,
    stateVersion: async () => parseStateVersion(await print('state', 'pull')),
    async refresh(variables, { folder, lock }) {
      const values = path.join(folder, 'plan.tfvars.json');
      const out = path.join(folder, 'refreshed');
      await writeFile(values, JSON.stringify(valuesOf(variables)), { mode: 0o600 });
      await print(
        'plan',
        '-refresh-only',
        '-input=false',
        '-no-color',
        lock ? '-lock-timeout=0s' : '-lock=false',
        `-var-file=${values}`,
        `-out=${out}`,
      );
      const { prior_state } = await showPlan(out);
      return { resources: resourcesOf(prior_state?.values?.root_module) };
    },
    apply: async (file) =>
      await runFor(
        ['apply', '-input=false', '-no-color', `-lock-timeout=${settings.lockSeconds}s`, file],
        { timeoutMs: settings.applyMinutes * MINUTE_MS, outputFolder: path.dirname(file) },
      ),
  };
}

/** True for what Terraform says when it did not get the lock. */
export function isLockError(text: string): boolean {
  return text.includes('Error acquiring the state lock');
}

function printed(args: readonly string[], end: TerraformEnd): string {
  const name = `terraform ${args.slice(0, 2).join(' ')}`;
  if (end.code !== 0) {
    throw new TerraformError(`${name} ended with code ${end.code}: ${lastWords(end.stderr)}`);
  }
  if (end.cut) throw new TerraformError(`${name} printed more than can be read.`);
  return end.stdout;
}

const MOST_WORDS = 1_500;

/** What Terraform said at the end, without its frames. */
export function lastWords(text: string): string {
  const plain = text.replaceAll(/^[╷╵│]\s?/gm, '').trim();
  return plain.length > MOST_WORDS ? `… ${plain.slice(-MOST_WORDS)}` : plain;
}

/**
 * Terraform's variables from outside (`TF_CLI_ARGS` and the like) would change what is run, so nothing is inherited. The
 * workspace is named: a saved plan is applied to whichever is selected, and does not say which it was made for.
 */
function environmentOf(
  { environment, home }: TerraformSettings,
  { workspace }: TerraformPlace,
): Readonly<Record<string, string>> {
  return {
    ...environment,
    PATH: SEARCHED,
    HOME: home,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    ...(workspace !== null && { TF_WORKSPACE: workspace }),
  };
}

function valuesOf(variables: PlanDocument['variables'] = {}): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { value = null }]) => [name, value]),
  );
}
