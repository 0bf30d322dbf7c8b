import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import { post } from '../harness/open-webui-client.ts';
import { CLOUD_MODEL, CONNECT, startWithModels } from './models.ts';
import { search, signInPeople, upload } from './people.ts';
import { SERVICES, type ServiceName, type Stack } from './stack.ts';
import type { WebuiUser } from './webui-user.ts';

/** What each kind of chat asks, and what stands in every whole answer. */
const LOAD = [
  { model: 'xops', text: 'Show me idle EC2 across all accounts', whole: 'idle EC2 instances' },
  {
    model: CLOUD_MODEL,
    text: 'How do I resize an EBS volume?',
    whole: 'An answer from the cloud.',
  },
] as const;

const BEFORE_MS = 3000;
const AWAY_MS = 2000;
/** A route that failed often is left alone for 15 seconds. */
const LONGEST_AFTER_MS = 60_000;
const ANSWER_TIMEOUT_MS = 30_000;

interface Row {
  readonly service: ServiceName;
  answered: number;
  refused: number;
  wrong: number;
  readyMs: number;
  firstAnswerMs: number;
  kept: string;
}

const rows: Row[] = [];
let stack: Stack;
let user: WebuiUser;
let admin: WebuiUser;
let fileId = '';
let approvalsBefore = '';

beforeAll(async () => {
  const models = await startWithModels();
  ({ stack } = models);
  expect(stack.xops('connect', CONNECT).code).toBe(0);
  ({ admin, user } = await signInPeople(stack));
  fileId = await upload(admin, 'Resizing volumes: ask the platform team first.');
  const chat = user.chat('xops');
  await chat.say(LOAD[0].text);
  await chat.say('approve 1');
  approvalsBefore = await approvals();
  expect(approvalsBefore).toContain('PENDING');
  return () => models.stop();
});

async function approvals(): Promise<string> {
  const headers = { authorization: `Bearer ${stack.secret('xops_api_key')}` };
  return await (await fetch(`${stack.url('xops')}/api/approvals`, { headers })).text();
}

type Ended = 'answered' | 'refused' | 'wrong';

/** One chat. An answer is whole, or an error was told; anything else is wrong. */
async function askOnce({ model, text, whole }: (typeof LOAD)[number]): Promise<Ended> {
  const body = { model, stream: false, messages: [{ role: 'user', content: text }] };
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  try {
    const answer = await user.request('/api/chat/completions', { ...post(body), signal });
    const said = await answer.text();
    if (!answer.ok || /^\s*\{\s*"(?:detail|error)"/.test(said)) return 'refused';
    return said.includes(whole) ? 'answered' : 'wrong';
  } catch {
    return 'refused';
  }
}

/** Chats of both kinds one after the other, until told to stop. */
function loadUntil(
  isOver: () => boolean,
  ended: (how: Ended, model: string) => void,
): Promise<unknown> {
  return Promise.all(
    LOAD.map(async (kind) => {
      while (!isOver()) {
        const how = await askOnce(kind);
        ended(how, kind.model);
        if (how !== 'answered') await sleep(100);
      }
    }),
  );
}

/** Requests for approval as they were, the chain of records whole, documents found. */
async function whatWasKept(): Promise<string> {
  expect(JSON.parse(await approvals())).toEqual(JSON.parse(approvalsBefore));
  const verified = stack.xops('xops', ['audit', 'verify']);
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('all intact')]);
  expect(await search(admin, fileId, 'who resizes volumes')).toContain('platform team');
  return 'requests, records, documents';
}

test.each(SERVICES)(
  '%s is killed under load and started again: no answer is wrong, nothing is lost',
  async (service) => {
    const row: Row = {
      service,
      answered: 0,
      refused: 0,
      wrong: 0,
      readyMs: 0,
      firstAnswerMs: 0,
      kept: '',
    };
    let over = false;
    let readyAt = Number.POSITIVE_INFINITY;
    const back = new Map<string, number>();
    const load = loadUntil(
      () => over,
      (how, model) => {
        row[how] += 1;
        const since = performance.now() - readyAt;
        if (how === 'answered' && since > 0 && !back.has(model)) back.set(model, since);
      },
    );
    await sleep(BEFORE_MS);
    expect(row.answered).toBeGreaterThan(0);
    await stack.kill(service);
    await sleep(AWAY_MS);
    row.readyMs = await stack.start(service);
    readyAt = performance.now();
    await vi
      .waitFor(() => expect(back.size).toBe(LOAD.length), {
        timeout: LONGEST_AFTER_MS,
        interval: 200,
      })
      .finally(() => {
        over = true;
      });
    await load;
    row.firstAnswerMs = Math.max(...back.values());
    row.kept = await whatWasKept();
    rows.push(row);
    expect(row.wrong).toBe(0);
  },
);

const HEAD = `# What happens when a service dies

Written by \`UPDATE_RELIABILITY=1 npm run test:stack\`: the services of \`compose/compose.yaml\` as processes of one machine, chats with \`xops\` and with a model behind LiteLLM one after the
other, \`kill -9\` in the midst of them, a start ${AWAY_MS / 1000} seconds later. "Refused" are chats that ended with an error that the person sees; "wrong" would be answers that were cut or not those
that were asked for. A route to models that failed five times in a row is left alone for 15 seconds. Kept are requests for approval, the chain of audit records, and uploaded documents. In Compose a service that ends is started by Docker.
`;

test('the table is written', () => {
  expect(rows.map(({ service }) => service)).toEqual([...SERVICES]);
  const lines = rows.map(
    (row) =>
      `| ${row.service} | ${row.answered} | ${row.refused} | ${row.wrong} | ${seconds(row.readyMs)} | ${seconds(row.firstAnswerMs)} | ${row.kept} |`,
  );
  const table = `
| killed | chats answered | refused with an error | wrong | ready again after | both models answer again after that | kept |
|---|---|---|---|---|---|---|
${lines.join('\n')}

Measured on ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}.
`;
  const update = process.env['UPDATE_RELIABILITY'] === '1';
  mkdirSync('.e2e', { recursive: true });
  writeFileSync(update ? 'docs/reliability.md' : '.e2e/reliability.md', HEAD + table);
});

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
