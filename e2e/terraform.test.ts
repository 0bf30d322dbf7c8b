import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalDetails, ApprovalRequest } from '../pipeline-server/contracts/approvals.ts';
import {
  type EndedCommand,
  openAsApprover,
  pictureOfPage,
  runCommand,
} from './harness/approver-page.ts';
import { axeProblems } from './harness/axe.ts';
import { ask, launchBrowser, openChat, openPage, screenshot } from './harness/browser.ts';
import {
  openTerraformFolder,
  type TerraformFolder,
  terraformBinary,
} from './harness/terraform-folder.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const SECRET = 'correct-horse-battery';
const CONFIGURATION = `
variable "password" {
  type      = string
  sensitive = true
}
resource "terraform_data" "database" { input = var.password }
resource "terraform_data" "logs" { input = "thirty days" }
output "password" {
  value     = var.password
  sensitive = true
}
`;

let xops: XopsServer;
let root: string;
let settings: string;
const keys = new Map<string, string>();

/** Folders that the settings allow; each test has one of its own. */
const FOLDERS = [
  'applied',
  'swapped',
  'stale',
  'drifted',
  'locked',
  'workspace',
  'failing',
  'interrupted',
  'asked',
] as const;

function folderOf(name: (typeof FOLDERS)[number], configuration = CONFIGURATION): TerraformFolder {
  return openTerraformFolder(path.join(root, name), configuration);
}

/** The command line beside the running server, on its data. */
const command = (...args: readonly string[]): Promise<EndedCommand> =>
  runCommand(xops, settings, args);

async function request(
  plan: string,
  folder: TerraformFolder,
  person = 'erin',
): Promise<ApprovalRequest> {
  const ended = await command(
    'terraform',
    'request',
    plan,
    '--dir',
    folder.path,
    '--purpose',
    'Keep logs.',
    '--key-file',
    keys.get(person) ?? '',
    '--json',
  );
  if (ended.code !== 0) throw new Error(ended.err);
  return JSON.parse(ended.out) as ApprovalRequest;
}

async function read(id: string): Promise<ApprovalDetails> {
  return JSON.parse((await command('approvals', 'show', id, '--json')).out) as ApprovalDetails;
}

/** Has Mary approve, and waits for how the execution ends. */
async function approve({ id, hashes }: ApprovalRequest, wanted: RegExp): Promise<ApprovalDetails> {
  const approved = await command(
    'approvals',
    'approve',
    id,
    '--plan',
    hashes.artifact,
    '--key-file',
    keys.get('mary') ?? '',
  );
  expect(approved).toMatchObject({ code: 0 });
  return await ended(id, wanted);
}

async function ended(id: string, wanted: RegExp): Promise<ApprovalDetails> {
  for (let waited = 0; waited < 110; waited += 1) {
    const details = await read(id);
    if (wanted.test(details.request.status)) return details;
    await sleep(1_000);
  }
  throw new Error(`still ${(await read(id)).request.status}`);
}

const POLL = { timeout: 60_000, interval: 100 };
const END = /SUCCEEDED|FAILED|UNKNOWN/;

function detailOf({ outcomes }: ApprovalDetails): string {
  return outcomes.map(({ detail }) => detail).join(' ');
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

beforeAll(async () => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'xops-e2e-terraform-')));
  // Waits as long as a folder says so, so that a server can be lost in the middle.
  const slow = path.join(root, 'terraform');
  const script = `#!/bin/sh\nif [ "$1" = apply ]; then touch applying; for i in $(seq 600); do [ -e slow ] || break; sleep 0.2; done; fi\nexec ${terraformBinary()} "$@"\n`;
  writeFileSync(slow, script);
  chmodSync(slow, 0o755);
  settings = path.join(root, 'xops.yaml');
  const approvals = {
    executors: ['terraform'],
    terraform: {
      binary: slow,
      lockSeconds: 1,
      directories: FOLDERS.map((name) => ({ path: path.join(root, name), production: false })),
    },
  };
  writeFileSync(settings, JSON.stringify({ approvals }));
  xops = await startXops({
    environment: { XOPS_FILE: settings, TF_CLI_ARGS_apply: '-destroy', TF_WORKSPACE: 'elsewhere' },
  });
  for (const person of ['erin', 'mary', 'admin']) {
    const made = await command(
      'keys',
      'create',
      '--person',
      `${person}@example.com`,
      '--group',
      'approvers',
    );
    const file = path.join(root, `${person}.key`);
    writeFileSync(file, made.out);
    keys.set(person, file);
  }
});
afterAll(async () => {
  await xops.stop();
  rmSync(root, { recursive: true, force: true });
});

describe('a saved plan of the real Terraform', () => {
  it('is requested, approved by another person, applied as it is, and verified; its secret is nowhere', async () => {
    const folder = folderOf('applied');
    const file = folder.plan('one.tfplan');
    const made = await request(file, folder);
    expect(made.plan).toMatchObject({
      title: 'Apply a Terraform plan: 2 to add, 0 to change, 0 to destroy',
      blastRadius: { resources: 2 },
    });
    const own = await command(
      'approvals',
      'approve',
      made.id,
      '--plan',
      made.hashes.artifact,
      '--key-file',
      keys.get('erin') ?? '',
    );
    expect(own.err).toContain('You asked for this yourself');
    await lookAtPage(made);
    const done = await approve(made, END);
    expect([done.request.status, detailOf(done)]).toEqual([
      'SUCCEEDED',
      expect.stringContaining('Apply complete! Resources: 2 added, 0 changed, 0 destroyed.'),
    ]);
    expect(done.outcomes[0]).toMatchObject({ verified: true });
    expect(folder.resource('terraform_data.database')).toMatchObject({ input: { value: SECRET } });

    const shown = [
      JSON.stringify(await read(made.id)),
      (await command('evidence', 'show', made.plan.evidence[0]?.id ?? '')).out,
      readFileSync(path.resolve('.e2e/logs/xops.log'), 'latin1'),
      ...filesIn(path.join(xops.folder, 'data')).map((each) => readFileSync(each, 'latin1')),
    ];
    expect(shown.filter((text) => text.includes(SECRET))).toEqual([]);
    expect(shown[1]).toContain('"terraform_data.logs"');
    expect(shown[1]).toContain('(sensitive)');
    expect(readdirSync(path.join(xops.folder, 'data', 'artifacts'))).toEqual([]);

    const again = await fetch(`${xops.url}/api/approvals/${made.id}/execute`, {
      method: 'POST',
      headers: { authorization: `Bearer ${readFileSync(keys.get('mary') ?? '', 'utf8').trim()}` },
    });
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('SUCCEEDED')]);
    await expect(request(file, folder)).rejects.toThrow('Changed since the plan was made');
  });

  it('is refused when it was swapped where it is kept', async () => {
    const folder = folderOf('swapped');
    const one = await request(folder.plan('one.tfplan'), folder);
    folder.write(CONFIGURATION.replace('thirty', 'sixty'));
    const other = await request(folder.plan('other.tfplan'), folder);
    const fileOf = ({ plan }: ApprovalRequest) =>
      path.join(xops.folder, 'data/artifacts', `${plan.artifact?.sha256.slice(7)}.sealed`);
    writeFileSync(fileOf(one), readFileSync(fileOf(other)));
    const done = await approve(one, END);
    expect([done.request.status, detailOf(done)]).toEqual([
      'FAILED',
      expect.stringContaining('was changed'),
    ]);
    expect(() => folder.resource('terraform_data.logs')).toThrow('ENOENT');
  });

  it('is refused when another apply made it stale', async () => {
    const folder = folderOf('stale');
    const first = await request(folder.plan('first.tfplan'), folder);
    folder.write(CONFIGURATION.replace('thirty', 'sixty'));
    const second = await request(folder.plan('second.tfplan'), folder);
    expect((await approve(first, END)).request.status).toBe('SUCCEEDED');
    const done = await approve(second, END);
    expect([done.request.status, detailOf(done)]).toEqual([
      'FAILED',
      expect.stringContaining('The plan is stale'),
    ]);
    expect(folder.resource('terraform_data.logs')).toMatchObject({
      input: { value: 'thirty days' },
    });
  });

  it('is refused when what it rests on has drifted', async () => {
    const source = openTerraformFolder(path.join(root, 'source'), 'output "days" { value = 30 }');
    source.run('apply', '-auto-approve', '-input=false', '-no-color');
    const folder = folderOf(
      'drifted',
      `data "terraform_remote_state" "source" {
        backend = "local"
        config  = { path = "../source/terraform.tfstate" }
      }
      resource "terraform_data" "logs" { input = data.terraform_remote_state.source.outputs.days }`,
    );
    const made = await request(folder.plan('one.tfplan'), folder);
    source.write('output "days" { value = 60 }');
    source.run('apply', '-auto-approve', '-input=false', '-no-color');
    const done = await approve(made, END);
    expect([done.request.status, detailOf(done)]).toEqual([
      'FAILED',
      expect.stringContaining(
        'Changed since the plan was made: data.terraform_remote_state.source',
      ),
    ]);
  });

  it('waits for the lock of the state no longer than it is told, and says who holds it', async () => {
    const folder = folderOf('locked', 'resource "terraform_data" "logs" { input = "x" }');
    const made = await request(folder.plan('one.tfplan'), folder);
    const holder = openTerraformFolder(
      path.join(root, 'holder'),
      `terraform {
        backend "local" { path = "../locked/terraform.tfstate" }
      }
      resource "terraform_data" "slow" {
        provisioner "local-exec" { command = "sleep 25" }
      }`,
    );
    const holding = spawn(terraformBinary(), ['apply', '-auto-approve', '-input=false'], {
      cwd: holder.path,
      stdio: 'ignore',
      env: { PATH: '/usr/bin:/bin', CHECKPOINT_DISABLE: '1', HOME: root },
    });
    const gone = once(holding, 'exit');
    await sleep(3_000);
    const done = await approve(made, END);
    expect(done.request.status).toBe('FAILED');
    expect(detailOf(done)).toMatch(/The state is locked by another operation.*Who:/s);
    expect(detailOf(done)).toContain('Nothing of it was applied');
    await gone;
    expect(folder.resource('terraform_data.logs')).toBeNull();
  });

  it('is applied in the workspace that it was made for, whichever is selected then', async () => {
    const folder = folderOf('workspace', 'resource "terraform_data" "logs" { input = "x" }');
    const made = await request(folder.plan('one.tfplan'), folder);
    folder.run('workspace', 'new', 'other');
    const done = await approve(made, END);
    expect(done.request.status).toBe('SUCCEEDED');
    expect(folder.resource('terraform_data.logs')).toMatchObject({ input: { value: 'x' } });
  });

  it('is approved on the page, and who asked in a terminal hears of it in the chat', async () => {
    const folder = folderOf('asked', 'resource "terraform_data" "logs" { input = "x" }');
    const browser = await launchBrowser();
    try {
      const { id } = await request(folder.plan('one.tfplan'), folder, 'admin');
      const chat = await openPage(browser);
      await openChat(chat, 'xOps');
      const before = await ask(chat, 'what is waiting for me?');
      expect(await before.innerText()).toMatch(
        /Apply a Terraform plan: 1 to add.*: approval needed/,
      );
      const key = readFileSync(keys.get('mary') ?? '', 'utf8').trim();
      const page = await openAsApprover(browser, { address: `${xops.url}/approvals/${id}`, key });
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.locator('.state.SUCCEEDED').waitFor({ timeout: 60_000 });
      await pictureOfPage(page, 'terraform-applied');
      const after = await ask(chat, 'what is waiting for me?');
      expect(await after.innerText()).toMatch(/Apply a Terraform plan: 1 to add.*: done/);
      await screenshot(chat, { name: 'terraform-chat' });
    } finally {
      await browser.close();
    }
    expect(folder.resource('terraform_data.logs')).toMatchObject({ input: { value: 'x' } });
  });

  it.each([
    [
      'a provisioner',
      'resource "terraform_data" "x" {\n provisioner "local-exec" { command = "id" }\n}',
      'is in no plan',
    ],
    ['nothing', 'locals { x = 1 }', 'changes nothing'],
  ])('is no request when it has %s', async (_name, configuration, words) => {
    const folder = folderOf('failing', configuration);
    await expect(request(folder.plan('one.tfplan'), folder)).rejects.toThrow(words);
  });

  it('is no request from another folder', async () => {
    const folder = openTerraformFolder(path.join(root, 'not-allowed'), CONFIGURATION);
    const made = request(folder.plan('one.tfplan'), folder);
    await expect(made).rejects.toThrow('approvals.terraform.directories');
  });

  it('is not applied again when the server was lost in the middle: what happened is read, a person settles it', async () => {
    const folder = folderOf('interrupted', 'resource "terraform_data" "logs" { input = "x" }');
    const made = await request(folder.plan('one.tfplan'), folder);
    const slow = path.join(folder.path, 'slow');
    writeFileSync(slow, '');
    await approve(made, /EXECUTING/);
    await expect.poll(() => existsSync(path.join(folder.path, 'applying')), POLL).toBe(true);
    await xops.crash();
    rmSync(slow);
    await xops.start();
    const lost = await ended(made.id, /UNKNOWN/);
    expect(detailOf(lost)).toContain('shows that the change was made');
    expect(folder.resource('terraform_data.logs')).toMatchObject({ input: { value: 'x' } });
    const settled = await command(
      'approvals',
      'settle',
      made.id,
      'succeeded',
      '--key-file',
      keys.get('mary') ?? '',
      '--comment',
      'It is in the state.',
    );
    expect(settled.code).toBe(0);
  }, 200_000);
});

/** The page on which people decide, and the one of what the plan rests on, as pictures; the secret is on neither. */
async function lookAtPage({ id }: ApprovalRequest): Promise<void> {
  const browser = await launchBrowser();
  const key = readFileSync(keys.get('mary') ?? '', 'utf8').trim();
  try {
    for (const [kind, colorScheme, width] of [
      ['', 'light', 1100],
      ['-dark', 'dark', 420],
    ] as const) {
      const page = await openAsApprover(browser, {
        address: `${xops.url}/approvals/${id}`,
        key,
        colorScheme,
        viewport: { width, height: 900 },
      });
      await page.getByText('Apply exactly this saved plan').first().waitFor();
      await lookAt(page, `terraform-approval${kind}`);
      await page.locator('#panel-evidence a').first().click();
      await page.getByText('It is what was read then').waitFor();
      expect(await page.locator('pre').innerText()).toContain('terraform_data');
      await lookAt(page, `terraform-evidence${kind}`);
      await page.getByRole('link', { name: 'Apply a Terraform plan' }).click();
      await page.locator('#panel-summary').waitFor();
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
}

async function lookAt(page: Page, name: string): Promise<void> {
  await pictureOfPage(page, name);
  expect(await page.content()).not.toContain(SECRET);
  expect(await axeProblems(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    page.viewportSize()?.width ?? 0,
  );
}
