import { mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { buildApp } from './app.ts';
import { composeServices } from './compose-services.ts';
import { type Environment, readConfig } from './config.ts';
import { DEFAULT_POLICY } from './sovereignty/default-policy.ts';
import { createLog } from './telemetry/log.ts';
import { createFakeAnalyzers } from './test/fake-analyzers.ts';
import { createFakeFocus } from './test/fake-focus.ts';
import { CLOUD_MODEL, startTwoPlaces } from './test/two-places.ts';

const KEY = 'key-of-the-test';
const SENSITIVE = 'The tax file number of the applicant is 876 543 210.';
const HARMLESS = 'And what is an EBS volume?';

/** A folder with a server's data, and servers on it that keep their state on the disk as real ones do. */
async function dataDirectory() {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-attack-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const places = await startTwoPlaces();
  const file = path.join(folder, 'xops.yaml');
  await writeFile(file, '');
  const start = (environment: Environment = {}) =>
    startServer(file, {
      PIPELINES_API_KEY: KEY,
      DATA_DIR: path.join(folder, 'data'),
      PIPELINES_DIR: path.join(folder, 'pipelines'),
      ...places.environment,
      ...environment,
    });
  /** What somebody with access to the disk does to the store. */
  const tamper = (sql: string) => {
    const database = new Database(path.join(folder, 'data', 'xops.db'));
    database.exec(sql);
    database.close();
  };
  return { ...places, folder, start, tamper };
}

async function startServer(file: string, environment: Environment) {
  const lines: string[] = [];
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  const services = await composeServices(readConfig(environment, { file }), {
    log,
    plugins: [],
    analyzers: {
      analyzers: createFakeAnalyzers(),
      focus: createFakeFocus(),
      awsSource: { kind: 'sample', label: 'sample organisation' },
      close: () => Promise.resolve(),
    },
  });
  const app = await buildApp(services);
  let closing: Promise<void> | null = null;
  const stop = () => {
    closing ??= app.close().then(() => services.close());
    return closing;
  };
  onTestFinished(stop);
  const ask = async (content: string, chatId = 'chat-1') => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}`, 'x-openwebui-chat-id': chatId },
      payload: { model: CLOUD_MODEL, messages: [{ role: 'user', content }] },
    });
    expect(answer.body).not.toContain('876 543 210');
    return answer;
  };
  return { ask, stop, log: () => lines.join('') };
}

describe('the policy file of a running server', () => {
  async function withPolicyFile() {
    const directory = await dataDirectory();
    const file = path.join(directory.folder, 'policy.yaml');
    await writeFile(file, stringify(DEFAULT_POLICY));
    const server = await directory.start({ XOPS_POLICY_FILE: file });
    return { ...directory, file, server };
  }

  const FOLLOWED_STILL = 'the one in force stays';
  const untilLogged = ({ log }: { log: () => string }, text: string) =>
    vi.waitFor(() => expect(log()).toContain(text), { timeout: 15_000, interval: 50 });

  it.each([
    ['is no YAML', 'rules: [unclosed'],
    ['is empty', ''],
    [
      'names an action that nobody knows',
      stringify({
        ...DEFAULT_POLICY,
        rules: [{ id: 'x', classes: ['PUBLIC'], action: 'send', reason: 'x' }],
      }),
    ],
    [
      'leaves RESTRICTED data out',
      stringify({ ...DEFAULT_POLICY, rules: DEFAULT_POLICY.rules.slice(0, 2) }),
    ],
  ])('is not followed when it %s: the one in force stays', async (_what, text) => {
    const { file, server, cloud } = await withPolicyFile();
    await writeFile(file, text);
    await untilLogged(server, FOLLOWED_STILL);
    expect((await server.ask(SENSITIVE)).body).toContain('From here.');
    expect(cloud.received).toEqual([]);
    expect((await server.ask(HARMLESS, 'chat-2')).body).toContain('From the cloud.');
  });

  it('is missed when it is taken away: the one in force stays', async () => {
    const { file, server, cloud } = await withPolicyFile();
    await unlink(file);
    await untilLogged(server, FOLLOWED_STILL);
    expect((await server.ask(SENSITIVE)).body).toContain('From here.');
    expect(cloud.received).toEqual([]);
  });

  it('stops the next start when it cannot be followed', async () => {
    const { file, server, start } = await withPolicyFile();
    await server.stop();
    await writeFile(file, 'rules: []');
    await expect(start({ XOPS_POLICY_FILE: file })).rejects.toThrow(/cannot be followed/);
    await unlink(file);
    await expect(start({ XOPS_POLICY_FILE: file })).rejects.toThrow(/cannot be read/);
  });
});

describe('the class of a chat', () => {
  it('holds for every server on one data directory', async () => {
    const { start, cloud } = await dataDirectory();
    const [one, other] = [await start(), await start()];
    const chats = Array.from({ length: 20 }, (_, index) => `chat-${index}`);
    await Promise.all(chats.map((chat, index) => (index % 2 ? one : other).ask(SENSITIVE, chat)));
    const answers = await Promise.all(
      chats.map((chat, index) => (index % 2 ? other : one).ask(HARMLESS, chat)),
    );
    expect(answers.map(({ body }) => body.includes('From here.'))).toEqual(chats.map(() => true));
    expect(cloud.received).toEqual([]);
  });

  it('holds after a restart', async () => {
    const { start, cloud } = await dataDirectory();
    const before = await start();
    await before.ask(SENSITIVE);
    await before.stop();
    const after = await start();
    expect((await after.ask(HARMLESS)).body).toContain('From here.');
    expect(cloud.received).toEqual([]);
  });

  it.each(['99', '-1', "'PUBLIC'"])('is the highest where the store says %s', async (rank) => {
    const { start, tamper, cloud } = await dataDirectory();
    const server = await start();
    await server.ask(SENSITIVE);
    tamper(`UPDATE chat_classes SET class_rank = ${rank}`);
    expect((await server.ask(HARMLESS)).body).toContain('From here.');
    expect(cloud.received).toEqual([]);
  });
});

describe('a store that fails is a refusal', () => {
  it.each(['chat_classes', 'chat_findings', 'audit'])('when %s is gone', async (table) => {
    const { start, tamper, cloud, local } = await dataDirectory();
    const server = await start();
    await server.ask(SENSITIVE);
    const answered = local.received.length;
    tamper(`DROP TABLE ${table}`);
    const answer = await server.ask(SENSITIVE);
    expect(answer.statusCode).toBe(403);
    expect(answer.json().detail).toContain('not sent to any model');
    expect(cloud.received).toEqual([]);
    expect(local.received).toHaveLength(answered);
  });

  it('when the audit log cannot be written: the request after the first that is not sensitive too', async () => {
    const { start, tamper, cloud } = await dataDirectory();
    const server = await start();
    tamper('DROP TABLE audit');
    await server.ask(HARMLESS);
    await vi.waitFor(() => expect(server.log()).toContain('requests are refused'));
    const sent = cloud.received.length;
    expect((await server.ask(HARMLESS)).statusCode).toBe(403);
    expect(cloud.received).toHaveLength(sent);
  });

  it('when the file is no database: the server does not start', async () => {
    const { start, folder } = await dataDirectory();
    await mkdir(path.join(folder, 'data'), { recursive: true });
    await writeFile(path.join(folder, 'data', 'xops.db'), 'not a database '.repeat(1000));
    await expect(start()).rejects.toThrow(/xops\.db/);
  });
});
