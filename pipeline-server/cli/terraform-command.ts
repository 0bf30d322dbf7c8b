import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import type { ApprovalServices } from '../compose-approvals.ts';
import type { ApprovalRequest, Person } from '../contracts/approvals.ts';
import { reasonOf } from '../errors.ts';
import { lead, paragraph } from '../flows/xops/document.ts';
import { openInspector } from '../open-inspector.ts';
import { openTerraformPlans } from '../open-terraform.ts';
import { createLog } from '../telemetry/log.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withLedger } from './open-ledger.ts';
import { personOf } from './read-person.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  dir: { type: 'string' },
  purpose: { type: 'string' },
  'key-file': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** `xops terraform`: has a saved plan approved. */
export const terraformCommand: Command = {
  name: 'terraform',
  summary: 'request the approval of a saved Terraform plan',
  help: `xops terraform request <plan-file> --dir <folder> --purpose <text>
                       [--key-file <file>] [--json]

Reads a plan that terraform plan -out wrote, shows what it changes to approvers, without
what is sensitive, and keeps the file encrypted. Once approved, the running server
applies exactly that file in the folder: nothing is planned anew.

The folder is one of approvals.terraform.directories, initialised, and terraform is
among approvals.executors. With --key-file (your personal key; "-" reads it from the
standard input) the request is yours, and you cannot approve it. Without it, the user
of the operating system asks, which proves nothing: two people approve then.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, file, surplus] = positionals;
    if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
    if (verb !== 'request' || file === undefined)
      throw new UsageError('xops terraform request <plan-file> --dir <folder> --purpose <text>.');
    return await request(file, values, context);
  },
};

async function request(
  file: string,
  values: Values,
  { readConfig, terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const { dir: directory, purpose = '', 'key-file': keyFile, json } = values;
  if (directory === undefined) throw new UsageError('--dir <folder> is missing.');
  if (purpose.trim() === '') throw new UsageError('--purpose <text> is missing: why it is done.');
  const config = readConfig();
  const clock = { now: () => new Date() };
  const inspector = openInspector(config.sovereignty.detector);
  const terraform = openTerraformPlans({ config, inspector, clock, log: createLog('silent') });
  const bytes = await readPlan(file);
  const made = await withLedger(
    config,
    async (services) => {
      const requester = await requesterOf(keyFile, services);
      const saved = { bytes, name: path.basename(file), directory, purpose };
      return await terraform.request(saved, {
        requester,
        door: 'cli',
        approvals: services.approvals,
        signal,
      });
    },
    [terraform.executor],
  );
  terminal.out(
    json === true ? `${JSON.stringify(made)}\n` : renderTerminal(described(made), terminal),
  );
  return EXIT_CODES.done;
}

async function readPlan(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`The plan file cannot be read (${reasonOf(error)}).`);
  }
}

async function requesterOf(
  keyFile: string | undefined,
  services: ApprovalServices,
): Promise<Person> {
  if (keyFile !== undefined) return await personOf(keyFile, services);
  const { username } = userInfo();
  return services.people.ofPrincipal({
    id: username,
    email: null,
    name: username,
    roles: [],
    groups: [],
    proof: 'unsigned',
    scopes: [],
  });
}

function described({ id, status, plan, routing, hashes }: ApprovalRequest) {
  return [
    lead({ strong: plan.title }, ` (${plan.risk} risk, ${status.toLowerCase()})`),
    ...plan.actions.map(({ description }) => paragraph(description)),
    {
      kind: 'facts',
      facts: [
        { label: 'Request', text: [id] },
        { label: 'Plan', text: [{ code: hashes.artifact }] },
        {
          label: 'Approvers',
          text: [`${routing.quorum} of ${routing.groups.join(' or ') || 'nobody'}`],
        },
        { label: 'Evidence', text: plan.evidence.map((each) => ({ code: each.id })) },
      ],
    } as const,
    paragraph('xops approvals show prints all of it, xops evidence show every change.'),
  ];
}
