import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../../bench/free-port.ts';
import { runXops } from '../test/run-xops.ts';
import { findProgram, type Program, supervise } from './stack-program.ts';
import { chromaProgram, openWebuiProgram } from './stack-programs.ts';

const NEVER = new AbortController().signal;

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'xops-stack-program-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A program of Node that answers on its port, and writes what it was started with into its log. */
async function program(script = ''): Promise<Program> {
  const cwd = folder();
  const port = await freePort();
  const source = `console.log(JSON.stringify(process.env)); ${script}
    require('node:http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1');`;
  return {
    name: 'Server',
    command: process.execPath,
    args: ['-e', source],
    environment: { ONLY: 'this' },
    cwd,
    logFile: path.join(cwd, 'logs/server.log'),
    readyUrl: `http://127.0.0.1:${port}/`,
  };
}

it('starts a program with the environment it is given alone, and starts it again when it is killed', async () => {
  const started = await program();
  const said: string[] = [];
  const running = await supervise(started, (line) => said.push(line), NEVER);
  onTestFinished(() => running.stop());
  expect(readFileSync(started.logFile, 'utf8')).toBe('{"ONLY":"this"}\n');
  const first = running.pid() ?? 0;
  process.kill(first, 'SIGKILL');
  await vi.waitFor(async () => expect((await fetch(started.readyUrl)).ok).toBe(true), 20_000);
  expect(running.pid()).not.toBe(first);
  expect(said).toEqual(['Server ended (SIGKILL) and is started again.']);
  await running.stop();
  expect(() => process.kill(running.pid() ?? 0, 0)).toThrow('ESRCH');
  expect(said).toHaveLength(1);
});

it('kills what does not end when it is asked to', async () => {
  const running = await supervise(
    await program("process.on('SIGTERM', () => {});"),
    () => undefined,
    NEVER,
  );
  await running.stop();
  expect(() => process.kill(running.pid() ?? 0, 0)).toThrow('ESRCH');
}, 30_000);

it('says with the end of its log why one did not start', async () => {
  const broken = await program("console.error('no license file'); process.exit(7);");
  await expect(supervise(broken, () => undefined, NEVER)).rejects.toThrow(
    /Server ended \(exit code 7\)[\s\S]*no license file/,
  );
  const missing = { ...broken, command: '/nope' };
  await expect(supervise(missing, () => undefined, NEVER)).rejects.toThrow(/Server ended/);
});

it('stops waiting on Ctrl-C, and leaves nothing running', async () => {
  const slow = { ...(await program()), readyUrl: 'http://127.0.0.1:9/' };
  await expect(supervise(slow, () => undefined, AbortSignal.timeout(500))).rejects.toThrow(
    'timeout',
  );
});

it('finds a program in the first folder that has it, and only what may be executed', () => {
  const [one, two] = [folder(), folder()];
  for (const each of [one, two]) writeFileSync(path.join(each, 'chroma'), '#!/bin/sh\n');
  chmodSync(path.join(two, 'chroma'), 0o755);
  expect(findProgram('chroma', ['', '/nope', one, two])).toBe(path.join(two, 'chroma'));
  expect(findProgram('chroma', [one])).toBeNull();
});

it('gives Open WebUI no key in its arguments, and nothing of the environment but what is needed', () => {
  const settings = {
    folder: folder(),
    ports: { openWebui: 1, chroma: 2 },
    environment: { PATH: '/bin' },
  };
  const wiring = {
    command: 'open-webui',
    serverUrl: 'http://127.0.0.1:9099',
    serverKey: 'hush-key',
    embeddingModel: 'hash',
    userSecret: 'hush-user',
    sessionSecret: 'hush-session',
    adminPassword: 'hush-password',
    chroma: true,
  };
  const { args, environment } = openWebuiProgram(wiring, settings);
  expect(args.join()).not.toContain('hush');
  expect(environment).toMatchObject({
    PATH: '/bin',
    CHROMA_HTTP_PORT: '2',
    OPENAI_API_BASE_URLS: 'http://127.0.0.1:9099/v1',
  });
  expect(openWebuiProgram({ ...wiring, chroma: false }, settings).environment).not.toHaveProperty(
    'CHROMA_HTTP_HOST',
  );
  expect(chromaProgram('chroma', settings).args).toContain('127.0.0.1');
});

it.each([
  [['--port', 'abc'], '--port "abc" is no port'],
  [['--chroma-port', '70000'], 'is no port'],
  [['now'], 'Unexpected argument "now"'],
  [['--vnev', 'x'], 'Did you mean --venv?'],
])('refuses %o', async (args, message) => {
  const { code, err } = await runXops({}, ['stack', ...args]);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});
