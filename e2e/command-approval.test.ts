import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EC2 } from '@aws-sdk/client-ec2';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, inject, test } from 'vitest';
import type { FakeAnswer } from '../pipeline-server/test/fake-upstreams/answers.ts';
import {
  cardOf,
  newestRequest,
  readRequest,
  untilShown,
  untilStatus,
} from './harness/approval-chat.ts';
import { createKey, openAsApprover, pictureOfPage } from './harness/approver-page.ts';
import { ask, lastAnswer, launchBrowser, openChat, openPage } from './harness/browser.ts';
import { type Moto, startMoto } from './harness/moto.ts';
import { CONNECTION_KEY } from './harness/open-webui.ts';
import { adminClient } from './harness/open-webui-client.ts';
import { type ChatOfModel, type OtherModel, startOtherModel } from './harness/other-model.ts';
import { connectTools } from './harness/tool-server.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const REGION = 'eu-west-1';
const APPROVERS = ['mary@example.com', 'tom@example.com'];

let folder: string;
let settings: string;
let moto: Moto;
let xops: XopsServer;
let model: OtherModel;
let browser: Browser;
let ec2: EC2;
let instance: string;

/** The AWS CLI of the tests' own environment; a script of the admin points it at moto, and writes down each start. */
function writeAws(): string {
  const file = path.join(folder, 'aws');
  const aws = path.join(process.env['E2E_AWSCLI_VENV'] ?? '', 'bin/aws');
  const script = `#!/bin/sh\necho "$@" >> ${folder}/started\nexport AWS_ENDPOINT_URL=${moto.endpoint}\nexec ${aws} "$@"\n`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return file;
}

const started = () => readFileSync(path.join(folder, 'started'), 'utf8').trim().split('\n');

const readCommand = () =>
  `aws ec2 describe-instances --region ${REGION} --query 'Reservations[].Instances[].[InstanceId,State.Name]' --output text`;
const stopCommand = () => `aws ec2 stop-instances --region ${REGION} --instance-ids ${instance}`;

/** A model that reads when it is asked, asks its user about a change, and has approvers asked on a yes. */
function careful({ last, question, tools }: ChatOfModel): FakeAnswer {
  if (!tools.includes('request_command')) return { text: ['I have no tools.'] };
  const call = (name: string, given: object): FakeAnswer => ({
    calls: [{ name, arguments: given }],
    finish: 'tool_calls',
  });
  if (last.role === 'tool') return { text: [`The tool said: ${last.content}`] };
  if (/which/i.test(question)) return call('run_read_command', { command: readCommand() });
  const wanted = { command: stopCommand(), purpose: 'It was idle for 14 days.' };
  if (/read/i.test(question)) return call('run_read_command', { command: stopCommand() });
  if (/^yes/i.test(question)) {
    return call('request_command', { ...wanted, confirm: 'yes' });
  }
  return call('request_command', wanted);
}

async function makeInstance(): Promise<string> {
  const { Images = [] } = await ec2.describeImages({ Owners: ['amazon'] });
  const { Instances = [] } = await ec2.runInstances({
    ImageId: Images[0]?.ImageId ?? '',
    MinCount: 1,
    MaxCount: 1,
  });
  return Instances[0]?.InstanceId ?? '';
}

async function stateOfInstance(): Promise<string | undefined> {
  const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [instance] });
  return Reservations[0]?.Instances?.[0]?.State?.Name;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'xops-e2e-command-'));
  settings = path.join(folder, 'xops.yaml');
  moto = await startMoto();
  const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  ec2 = new EC2({ endpoint: moto.endpoint, region: REGION, credentials: keys });
  instance = await makeInstance();
  const command = {
    binaries: { aws: writeAws() },
    environment: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  };
  writeFileSync(settings, JSON.stringify({ approvals: { executors: ['command'], command } }));
  xops = await startXops({
    environment: {
      XOPS_FILE: settings,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      OPEN_WEBUI_URL: inject('openWebuiUrl'),
      OPEN_WEBUI_API_KEY: inject('adminToken'),
    },
  });
  const webui = adminClient();
  await connectTools(webui, [{ id: 'xops', url: `${xops.url}/tools`, key: CONNECTION_KEY }]);
  model = await startOtherModel(webui, {
    name: 'careful-model',
    toolIds: ['server:xops'],
    answer: careful,
  });
  browser = await launchBrowser();
  return async () => {
    await browser.close();
    await model.close();
    await connectTools(webui, []);
    await xops.stop();
    await moto.stop();
    rmSync(folder, { recursive: true, force: true });
  };
});

async function openCareful(): Promise<Page> {
  const page = await openPage(browser);
  await openChat(page, 'careful-model with tools');
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 1400 });
  await page.screenshot({ path: `.e2e/screenshots/${name}.png`, animations: 'disabled' });
}

test('a command that reads runs at once, for a model of somebody else, and its output is in the chat', async () => {
  const page = await openCareful();
  const answer = await ask(page, 'Which instances run?');
  expect(await answer.innerText()).toContain(instance);
  expect(await answer.innerText()).toContain('running');
  await picture(page, 'command-read');
  const refused = await ask(page, 'Stop it as a read.');
  expect(await refused.innerText()).toMatch(/changes something/);
  expect(await stateOfInstance()).toBe('running');
});

test('a command that writes is asked for, approved by two people, run once, and told in the chat', async () => {
  const page = await openCareful();
  const asked = await ask(page, 'Stop the idle instance.');
  expect(await asked.innerText()).toContain('Nobody was asked yet');
  await ask(page, 'Yes, ask for it.');
  const request = await newestRequest(xops);
  await untilShown(cardOf(page), 'Approval needed');
  await picture(page, 'command-asked');
  expect(await stateOfInstance()).toBe('running');

  const address = `${xops.url}/approvals/${request.id}`;
  for (const person of APPROVERS) {
    expect((await readRequest(xops, request.id)).approval.status).toBe('PENDING');
    const key = await createKey(xops, settings, { person, group: 'production-approvers' });
    const approver = await openAsApprover(browser, { address, key });
    await pictureOfPage(approver, 'command-approval');
    await approver.getByRole('button', { name: 'Approve' }).click();
    await approver.getByText(`${person} approved`).waitFor();
    await approver.context().close();
  }
  await untilStatus(xops, request.id, 'SUCCEEDED');
  expect(await stateOfInstance()).toBe('stopped');
  expect(started().filter((words) => words.includes('stop-instances'))).toHaveLength(1);
  const { outcomes } = await readRequest(xops, request.id);
  expect(outcomes[0]?.detail).toContain(instance);
  await untilShown(cardOf(page), 'Done');
  await untilShown(cardOf(page), 'StoppingInstances');
  await picture(page, 'command-done');
  expect(await lastAnswer(page).innerText()).not.toContain('Approval needed');
});
