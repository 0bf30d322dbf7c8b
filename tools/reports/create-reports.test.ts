import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from '../../pipeline-server/contracts/reports.ts';
import { drawTitle, reportOf, resultOf } from '../../pipeline-server/test/fake-report.ts';
import type { FileLink } from './create-reports.ts';
import { createReports } from './create-reports.ts';
import { encodeReport } from './encode-report.ts';
import { sha256Of } from './sha256.ts';

let folder = '';
let now = new Date('2026-11-23T04:00:00Z');
const clock = { now: () => now };

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-reports-'));
  now = new Date('2026-11-23T04:00:00Z');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function open() {
  const ignore = (): void => undefined;
  const places: { readonly reportId: string; readonly name: string; readonly file: string }[] = [];
  const opened = createReports({
    folder,
    retention: { keepDays: 30, maximumBytes: 10_000_000, protectHours: 24 },
    clock,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    encode: (report, format) =>
      encodeReport(report, { format, drawChart: drawTitle, byteOrderMark: true }),
    async link(place): Promise<FileLink> {
      places.push(place);
      return { url: `https://xops.example/${place.name}`, expires: now };
    },
  });
  /** Where the report that was written at this turn lies. */
  const placeOf = (turn: number) => {
    const place = places[turn];
    if (place === undefined) throw new Error('nothing was written');
    return place;
  };
  return { ...opened, placeOf };
}

const content = (rows: number) => reportOf([resultOf(rows)]);
const BY = { createdBy: 'ann' };

describe('written reports', () => {
  it.each(REPORT_FORMATS)('are kept as %s, whole and private, and read back', async (format) => {
    const { reports, files, placeOf } = open();
    const written = await reports.write(content(3), format, BY);
    expect(written).toMatchObject({
      url: `https://xops.example/${written.file}`,
      file: `idle-ec2-instances-2026-11-23.${format}`,
      format,
      rows: 3,
      expires: '2026-11-23T04:00:00.000Z',
    });
    const { reportId, file } = placeOf(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const read = await files.read(reportId, written.file);
    expect(read?.bytes.length).toBe(written.bytes);
    expect(sha256Of(read?.bytes ?? '')).toBe(written.sha256);
  });

  it('have a manifest that says what, for whom, when, from what and how complete', async () => {
    const { reports, placeOf } = open();
    const written = await reports.write(content(2), 'csv', BY);
    const { reportId, file } = placeOf(0);
    const manifest = JSON.parse(
      await readFile(path.join(path.dirname(file), 'manifest.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({
      id: reportId,
      question: 'Show me idle EC2',
      created: '2026-11-23T04:00:00.000Z',
      createdBy: 'ann',
      analyzers: ['cost.ec2.idle'],
      coverage: [{ analyzer: 'cost.ec2.idle', accountsAsked: 14 }],
      receipts: [{ analyzer: 'cost.ec2.idle', requests: 2 }],
      evidence: [`sha256:${'ab'.repeat(32)}`],
      files: [{ name: written.file, bytes: written.bytes, sha256: written.sha256 }],
    });
    const hash = String(manifest.data).slice('sha256:'.length);
    const data = path.join(folder, 'sha256', hash.slice(0, 2), `${hash}.json`);
    expect(await readFile(data, 'utf8')).toBe(content(2).data);
  });

  it('show a short CSV as text as well, without its byte order mark', async () => {
    const { reports } = open();
    expect((await reports.write(content(1), 'csv', BY)).text).toMatch(/^Account id/);
    expect((await reports.write(content(1000), 'csv', BY)).text).toBeNull();
    expect((await reports.write(content(1), 'json', BY)).text).toBeNull();
  });

  it('get names that are safe in a path and a header, whatever their title', async () => {
    const { reports } = open();
    const titled = (title: string) => ({ ...content(1), title });
    const name = async (title: string) => (await reports.write(titled(title), 'csv', BY)).file;
    expect(await name('../../etc/"passwd"\r\nX: y')).toBe('etc-passwd-x-y-2026-11-23.csv');
    expect(await name('中文')).toBe('report-2026-11-23.csv');
    expect(await name('a '.repeat(100))).toMatch(/^a(?:-a){29}-2026-11-23\.csv$/);
  });

  it('are deleted when their time is over', async () => {
    now = new Date();
    const { reports, placeOf } = open();
    await reports.write(content(1), 'csv', BY);
    const old = new Date(now.getTime() - 31 * 86_400_000);
    const first = path.dirname(placeOf(0).file);
    for (const name of ['.', ...(await readdir(first))])
      await utimes(path.join(first, name), old, old);
    now = new Date(now.getTime() + 700_000);
    await reports.write(content(1), 'csv', BY);
    expect(await readdir(path.dirname(first))).toEqual([placeOf(1).reportId]);
  });
});

describe('kept files', () => {
  async function kept() {
    const opened = open();
    const { file } = await opened.reports.write(content(1), 'csv', BY);
    const { reportId: id, file: place } = opened.placeOf(0);
    return { ...opened, id, name: file, place };
  }

  it('are found by exactly their names', async () => {
    const { files, id, name } = await kept();
    expect(await files.read(id, name)).toMatchObject({
      name,
      mediaType: 'text/csv; charset=utf-8',
    });
    expect(await files.read(id, 'manifest.json')).toMatchObject({ mediaType: 'application/json' });
  });

  it.each([
    '../../../api-key',
    '..',
    '.',
    '',
    'manifest.json/',
    './manifest.json',
    'other.csv',
    'a\u0000.csv',
    '%2e%2e',
  ])('are not found under the name %j', async (name) => {
    const { files, id } = await kept();
    expect(await files.read(id, name)).toBeNull();
  });

  it.each(['..', '.', '', '../reports', '20261123-0', '20261123-00000000000000000000'])(
    'are not found in the report %j',
    async (id) => {
      const { files, name } = await kept();
      expect(await files.read(id, name)).toBeNull();
    },
  );

  it('are not handed out when they lie there but the manifest does not name them', async () => {
    const { files, id, place } = await kept();
    await writeFile(path.join(path.dirname(place), 'planted.html'), '<script>');
    expect(await files.read(id, 'planted.html')).toBeNull();
  });

  it('are not handed out when they were changed', async () => {
    const { files, id, name, place } = await kept();
    await writeFile(place, 'forged');
    await expect(files.read(id, name)).rejects.toThrow(/not what was written/);
  });
});
