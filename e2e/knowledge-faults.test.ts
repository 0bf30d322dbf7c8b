import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { zipOf } from '../knowledge/parse/test/zip-of.ts';
import { withKnowledge } from '../pipeline-server/cli/open-knowledge.ts';
import { readConfig } from '../pipeline-server/config.ts';
import { startChroma } from './harness/chroma.ts';

const CLI = fileURLToPath(new URL('../dist/pipeline-server/cli/main.js', import.meta.url));
const SIGNAL = new AbortController().signal;
const MOST_MIB = 500;

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'xops-faults-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** @returns the names of the files */
async function writeRunbooks(root: string, many: number): Promise<readonly string[]> {
  const names = Array.from({ length: many }, (_, number) => `${number}.md`);
  for (const name of names) {
    const steps = Array.from({ length: 10 }, (_, step) => `## Step ${step}\n\nDrain ${name}.\n`);
    await writeFile(path.join(root, name), `# Runbook ${name}\n\n${steps.join('\n')}`);
  }
  return names;
}

function ingestArguments(root: string): readonly string[] {
  return [CLI, 'knowledge', 'ingest', root, '--source', 'faults', '--json'];
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
  /** The most memory that it had. */
  readonly mib: number;
}

async function run(command: readonly string[], environment: Record<string, string>): Promise<Ran> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', errors: '' };
  child.stdout.on('data', (part: Buffer) => (text.out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (text.errors += part.toString()));
  const closed = once(child, 'close');
  let mib = 0;
  while (child.exitCode === null && child.signalCode === null) {
    mib = Math.max(mib, await peakOf(child.pid));
    await sleep(20);
  }
  await closed;
  return { code: child.exitCode, ...text, mib };
}

/** The most resident memory so far in MiB, as Linux counts it; 0 once it has ended. */
async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

const ingest = (root: string, environment: Record<string, string>) =>
  run([process.execPath, ...ingestArguments(root)], environment);

/** Each document with how many of its pieces are there, and how many it says it has. */
async function piecesIn(environment: Record<string, string>) {
  const pieces = new Map<string, { there: number; expected: number }>();
  const config = readConfig({ ...environment, LOG_LEVEL: 'silent' });
  await withKnowledge(config, async (services) => {
    const store = await services.store();
    for await (const { chunk } of store.chunks({ sourceIds: ['folder:faults'] }, SIGNAL)) {
      const { document, count } = chunk;
      const there = (pieces.get(document.path)?.there ?? 0) + 1;
      pieces.set(document.path, { there, expected: count });
    }
  });
  return pieces;
}

async function documentsIn(environment: Record<string, string>): Promise<number> {
  let documents = 0;
  const config = readConfig({ ...environment, LOG_LEVEL: 'silent' });
  await withKnowledge(config, async (services) => {
    const store = await services.store();
    for await (const _ of store.documents('folder:faults', SIGNAL)) documents += 1;
  });
  return documents;
}

async function expectWhole(environment: Record<string, string>, names: readonly string[]) {
  const pieces = await piecesIn(environment);
  expect([...pieces.keys()].toSorted()).toEqual(names.toSorted());
  for (const { there, expected } of pieces.values()) expect(there).toBe(expected);
}

/** A file of that size that takes no room on the disk. */
async function sparse(file: string, bytes: number): Promise<void> {
  await writeFile(file, '');
  await truncate(file, bytes);
}

it('refuses each hostile file with its reason, and takes the others', async () => {
  const [root, DATA_DIR] = await Promise.all([folder(), folder()]);
  const names = await writeRunbooks(root, 20);
  await sparse(path.join(root, 'huge.md'), 2 ** 30);
  await writeFile(path.join(root, 'broken.pdf'), '%PDF-1.7\n1 0 obj\n<< /Type /Catalog');
  const bomb = zipOf({ 'word/document.xml': Buffer.alloc(250 * 2 ** 20) });
  await writeFile(path.join(root, 'bomb.docx'), bomb);
  await writeFile(path.join(root, 'headings.md'), '# a\n'.repeat(120_000));
  await writeFile(path.join(root, 'quotes.md'), '> '.repeat(200_000));
  await mkdir(path.join(root, 'round'));
  await symlink('..', path.join(root, 'round', 'again'));
  await symlink('self.md', path.join(root, 'self.md'));
  const { out, mib } = await ingest(root, { DATA_DIR });
  const report = JSON.parse(out) as { failed: readonly { path: string; reason: string }[] };
  expect(report.failed.map(({ path: name, reason }) => [name, reason])).toEqual([
    ['bomb.docx', expect.stringContaining('200.0 MB')],
    ['broken.pdf', expect.stringContaining('no PDF')],
    ['headings.md', expect.stringContaining('lines')],
    ['huge.md', expect.stringMatching(/1\.0 GB|1024(\.0)? MB|20(\.0)? MB/)],
    ['quotes.md', expect.stringContaining('nested too deeply')],
  ]);
  expect(mib).toBeLessThan(MOST_MIB);
  await expectWhole({ DATA_DIR }, names);
}, 90_000);

it('goes through a folder of 500 MB in bounded memory', async () => {
  const [root, DATA_DIR] = await Promise.all([folder(), folder()]);
  const names = await writeRunbooks(root, 20);
  const data = 'not a document \n'.repeat((19 * 2 ** 20) / 16);
  for (let number = 0; number < 27; number += 1)
    await writeFile(path.join(root, `data-${number}.txt`), data);
  const { out, mib } = await ingest(root, { DATA_DIR });
  expect(JSON.parse(out)).toMatchObject({ added: expect.objectContaining({ length: 20 }) });
  expect(JSON.parse(out)).toMatchObject({ failed: expect.objectContaining({ length: 27 }) });
  expect(mib).toBeGreaterThan(0);
  expect(mib).toBeLessThan(MOST_MIB);
  await expectWhole({ DATA_DIR }, names);
}, 90_000);

it('comes to the same with two runs at one time', async () => {
  const [root, DATA_DIR] = await Promise.all([folder(), folder()]);
  const names = await writeRunbooks(root, 100);
  const runs = await Promise.all([ingest(root, { DATA_DIR }), ingest(root, { DATA_DIR })]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  await expectWhole({ DATA_DIR }, names);
  const { out } = await ingest(root, { DATA_DIR });
  expect(JSON.parse(out)).toMatchObject({ added: [], unchanged: names.length });
}, 90_000);

/** A run into a Chroma server that is killed under it. */
async function ingestUntilKilled() {
  const [root, DATA_DIR, kept] = await Promise.all([folder(), folder(), folder()]);
  const names = await writeRunbooks(root, 200);
  const first = await startChroma(kept);
  const environment = { DATA_DIR, CHROMA_URL: first.url };
  const running = ingest(root, environment);
  const deadline = Date.now() + 30_000;
  while ((await documentsIn(environment)) < 5 && Date.now() < deadline) await sleep(50);
  await first.kill();
  return { root, kept, names, first, environment, running };
}

it('outlives a Chroma that is killed under it and starts again', async () => {
  const { root, kept, names, first, environment, running } = await ingestUntilKilled();
  const second = await startChroma(kept, Number(new URL(first.url).port));
  onTestFinished(() => second.stop());
  const { code, errors } = await running;
  expect(code, errors).toBe(0);
  await expectWhole(environment, names);
  expect(JSON.parse((await ingest(root, environment)).out)).toMatchObject({
    added: [],
    unchanged: names.length,
  });
}, 90_000);

it('says what to do when Chroma stays away, and goes on where it was', async () => {
  const { root, kept, names, first, environment, running } = await ingestUntilKilled();
  const { code, errors } = await running;
  expect(code).not.toBe(0);
  expect(errors).toMatch(/Chroma does not answer at http.* Start it .* or correct CHROMA_URL/);
  const second = await startChroma(kept, Number(new URL(first.url).port));
  onTestFinished(() => second.stop());
  const before = await documentsIn(environment);
  expect(before).toBeGreaterThanOrEqual(5);
  expect(before).toBeLessThan(names.length);
  expect((await ingest(root, environment)).code).toBe(0);
  await expectWhole(environment, names);
}, 90_000);

/** Ingests on a disk of 3 MB, again on one that was made larger, and copies what is there to where it can be looked at. */
const ON_SMALL_DISK = `
mount -t tmpfs -o size=3m none "$1"
shift
kept="$1"
shift
"$@" > "$kept/first.out" 2> "$kept/first.err"; echo "$?" > "$kept/first.code"
mount -o remount,size=200m "$DATA_DIR"
"$@"; code="$?"
cp -R "$DATA_DIR/." "$kept/data"
exit "$code"`;

it('says that the disk is full, and goes on when there is room', async () => {
  const [root, DATA_DIR, kept] = await Promise.all([folder(), folder(), folder()]);
  await mkdir(path.join(kept, 'data'));
  const names = await writeRunbooks(root, 200);
  const command = [process.execPath, ...ingestArguments(root)];
  const inside = ['sh', '-c', ON_SMALL_DISK, 'sh', DATA_DIR, kept, ...command];
  const { code, errors } = await run(['unshare', '--map-root-user', '--mount', ...inside], {
    DATA_DIR,
  });
  expect(code, errors).toBe(0);
  expect(await readFile(path.join(kept, 'first.code'), 'utf8')).not.toBe('0\n');
  expect(await readFile(path.join(kept, 'first.err'), 'utf8')).toMatch(/full/i);
  await expectWhole({ DATA_DIR: path.join(kept, 'data') }, names);
}, 90_000);
