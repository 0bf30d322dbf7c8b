import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writePrivateFile } from '../../tools/reports/private-file.ts';
import { createPlanArtifacts } from './plan-artifacts.ts';
import { createSeal } from './seal.ts';

const DAY_MS = 86_400_000;
const PLAN = Buffer.from([0, 255, 1, ...Buffer.from('the password is hunter2')]);

async function open(key = 'one') {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'xops-artifacts-')), 'artifacts');
  onTestFinished(() => rm(path.dirname(folder), { recursive: true, force: true }));
  return { folder, artifacts: artifactsIn(folder, key) };
}

function artifactsIn(folder: string, key: string, now = new Date()) {
  return createPlanArtifacts({
    folder,
    openSeal: async () => createSeal([key]),
    write: writePrivateFile,
    clock: { now: () => now },
  });
}

describe('kept plan files', () => {
  it('hands out exactly the bytes, in a file that only its owner reads, and takes it away again', async () => {
    const { folder, artifacts } = await open();
    const kept = await artifacts.keep(PLAN);
    expect(kept).toEqual({
      sha256: `sha256:${createHash('sha256').update(PLAN).digest('hex')}`,
      isNew: true,
    });
    expect((await artifacts.keep(PLAN)).isNew).toBe(false);
    const used = await artifacts.use(kept.sha256, async (file) => ({
      file,
      bytes: await readFile(file),
      mode: (await stat(file)).mode & 0o777,
      folderMode: (await stat(path.dirname(file))).mode & 0o777,
    }));
    expect(used).toMatchObject({ bytes: PLAN, mode: 0o600, folderMode: 0o700 });
    await expect(artifacts.use(kept.sha256, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(await readdir(folder)).toEqual([`${kept.sha256.slice(7)}.sealed`]);
  });

  it('writes nothing that can be read without the key', async () => {
    const { folder, artifacts } = await open();
    const { sha256 } = await artifacts.keep(PLAN);
    const [name = ''] = await readdir(folder);
    expect((await readFile(path.join(folder, name))).includes('hunter2')).toBe(false);
    expect(await artifactsIn(folder, 'another').use(sha256, async () => 'read')).toBeNull();
  });

  it('hands out nothing that was swapped, changed, removed or never kept', async () => {
    const { folder, artifacts } = await open();
    const one = await artifacts.keep(PLAN);
    const other = await artifacts.keep(Buffer.from('another plan'));
    const fileOf = (sha256: string) => path.join(folder, `${sha256.slice(7)}.sealed`);
    await writeFile(fileOf(one.sha256), await readFile(fileOf(other.sha256)));
    expect(await artifacts.use(one.sha256, async () => 'read')).toBeNull();
    const bytes = await readFile(fileOf(other.sha256));
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    await writeFile(fileOf(other.sha256), bytes);
    expect(await artifacts.use(other.sha256, async () => 'read')).toBeNull();
    await artifacts.remove(one.sha256);
    await artifacts.remove(one.sha256);
    for (const id of [one.sha256, 'sha256:../../api-key', '', `sha256:${'0'.repeat(64)}`]) {
      expect(await artifacts.use(id, async () => 'read')).toBeNull();
    }
  });

  it('removes what is older than any request, and what a killed process left', async () => {
    const { folder, artifacts } = await open();
    const old = await artifacts.keep(Buffer.from('old'));
    await mkdir(path.join(folder, 'in-use-left'));
    const now = new Date(Date.now() + 32 * DAY_MS);
    const young = Buffer.from('young');
    const later = artifactsIn(folder, 'one', now);
    const sha256 = createHash('sha256').update(young).digest('hex');
    await writePrivateFile(path.join(folder, `${sha256}.sealed`), 'x');
    await utimes(path.join(folder, `${sha256}.sealed`), now, now);
    await later.keep(Buffer.from('newest'));
    const names = await readdir(folder);
    expect(names).toContain(`${sha256}.sealed`);
    expect(names).not.toContain(`${old.sha256.slice(7)}.sealed`);
    expect(names).not.toContain('in-use-left');
  });
});
