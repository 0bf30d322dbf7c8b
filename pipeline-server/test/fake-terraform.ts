import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { writePrivateFile } from '../../tools/reports/private-file.ts';
import type { RequestPlanParts } from '../approvals/executors/terraform/request-plan.ts';
import type {
  RunTerraform,
  TerraformCall,
  TerraformEnd,
} from '../approvals/executors/terraform/run-terraform.ts';
import { openTerraform } from '../approvals/executors/terraform/terraform.ts';
import { createPlanArtifacts } from '../state/plan-artifacts.ts';
import { createSeal } from '../state/seal.ts';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** What Terraform finds, and what it does next. */
interface FakeState {
  version: string;
  workspace: string;
  lineage: string | null;
  serial: number;
  /** Values of managed resources and data sources, by address. */
  resources: Record<string, Record<string, unknown>>;
  /** What an apply does: changes the resources, or fails with these words. */
  apply: ((resources: FakeState['resources']) => void) | string;
  /** What reading the world fails with. */
  broken: string;
}

/** A change of a resource, as `terraform show -json` prints it. */
export function changeOf(address: string, change: Readonly<Record<string, unknown>>) {
  const [type = '', name] = address.split('.');
  return { address, mode: 'managed', type, name, provider_name: 'example.com/p/p', change };
}

/** A saved plan: the fake reads it as Terraform reads its own. */
export function planFile(over: Readonly<Record<string, unknown>> = {}): Buffer {
  const document = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    timestamp: '2026-03-02T09:00:00Z',
    variables: { secret: { value: 'hunter2hunter2' } },
    resource_changes: [
      changeOf('p_bucket.logs', {
        actions: ['create'],
        before: null,
        after: { name: 'logs', key: 'hunter2hunter2', tags: { owner: 'platform' } },
        after_unknown: { id: true },
        before_sensitive: false,
        after_sensitive: { key: true },
      }),
    ],
    prior_state: { values: { root_module: {} } },
    configuration: { root_module: { variables: { secret: { sensitive: true } } } },
    ...over,
  };
  return Buffer.from(JSON.stringify(document));
}

/** Terraform as a program that is not there: it answers as the real one does, over a state in memory. */
export async function openFakeTerraform(over: Partial<FakeState> = {}) {
  const state: FakeState = {
    version: '1.11.4',
    workspace: 'default',
    lineage: null,
    serial: 0,
    resources: {},
    apply: (resources) => {
      const tags = { owner: 'platform' };
      resources['p_bucket.logs'] = { id: 'b-1', name: 'logs', key: 'hunter2hunter2', tags };
    },
    broken: '',
    ...over,
  };
  const calls: TerraformCall[] = [];
  const run: RunTerraform = async (call) => {
    calls.push(call);
    return await answer(call, state);
  };
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-terraform-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const directory = path.join(folder, 'live');
  await mkdir(directory);
  const clock = { now: () => new Date('2026-03-02T10:00:00.000Z') };
  const evidence: string[] = [];
  const artifactsFolder = path.join(folder, 'artifacts');
  const settings = {
    binary: null,
    environment: { AWS_PROFILE: 'deploy' },
    lockSeconds: 5,
    applyMinutes: 1,
    home: path.join(folder, 'home'),
  };
  const parts: RequestPlanParts = {
    artifacts: createPlanArtifacts({
      folder: artifactsFolder,
      openSeal: async () => createSeal(['key']),
      write: writePrivateFile,
      clock: { now: () => new Date() },
    }),
    directories: [{ path: directory, accountId: '111122223333', production: false }],
    open: (place) => openTerraform(settings, place, run),
    mask: async (text) => text.replaceAll('AKIAIOSFODNN7EXAMPLE', '[aws-key removed]'),
    keepEvidence: async (json) => {
      evidence.push(json);
      return `sha256:${'e'.repeat(64)}`;
    },
  };
  const { signal } = new AbortController();
  return {
    state,
    calls,
    evidence,
    folder,
    artifactsFolder,
    directory,
    parts,
    context: { signal, clock, log: SILENT },
  };
}

async function answer({ args }: TerraformCall, state: FakeState): Promise<TerraformEnd> {
  const [verb] = args;
  if (state.broken !== '' && verb === 'plan') return end('', state.broken);
  const words = args.join(' ');
  if (words === 'version -json') return end(JSON.stringify({ terraform_version: state.version }));
  if (words === 'workspace show') return end(`${state.workspace}\n`);
  if (words === 'state pull') return end(pulled(state));
  if (verb === 'show') return await show(args.at(-1) ?? '');
  if (verb === 'plan') return await refresh(args, state);
  if (verb === 'apply') return apply(state);
  return end('', `unexpected: ${words}`);
}

function pulled({ lineage, serial }: FakeState): string {
  return lineage === null ? '' : JSON.stringify({ version: 4, lineage, serial });
}

async function show(file: string): Promise<TerraformEnd> {
  const text = await readFile(file, 'utf8');
  return text.startsWith('{') ? end(text) : end('', 'Error: Failed to read the given file');
}

async function refresh(args: readonly string[], state: FakeState): Promise<TerraformEnd> {
  const out = args.find((each) => each.startsWith('-out='))?.slice('-out='.length) ?? '';
  const resources = Object.entries(state.resources).map(([address, values]) => ({
    address,
    mode: address.startsWith('data.') ? 'data' : 'managed',
    values,
  }));
  await writeFile(out, planFile({ prior_state: { values: { root_module: { resources } } } }));
  return end('');
}

function apply(state: FakeState): TerraformEnd {
  if (typeof state.apply === 'string') return end('', state.apply);
  state.apply(state.resources);
  state.lineage ??= 'lineage-1';
  state.serial += 1;
  return end('Apply complete! Resources: 1 added, 0 changed, 0 destroyed.\n');
}

function end(stdout: string, stderr = ''): TerraformEnd {
  return { code: stderr === '' ? 0 : 1, stdout, stderr, cut: false };
}
