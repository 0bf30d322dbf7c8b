import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FocusRow } from '../tools/focus/focus-row.ts';
import { conformantRow } from '../tools/focus/test/conformant-row.ts';
import { focusCsv } from '../tools/focus/write-csv.ts';
import { writeParquet } from '../tools/focus/write-parquet.ts';
import { type Moto, startMoto } from './harness/moto.ts';

const BUCKET = 'focus-exports';
const REGION = 'ap-southeast-2';
const EXPORT = 'billing/focus';
const TOTAL = 'SELECT count(*) AS n, sum(BilledCost) AS cost FROM focus';

let moto: Moto;
let s3: S3Client;
let folder: string;

beforeAll(async () => {
  moto = await startMoto();
  folder = mkdtempSync(path.join(tmpdir(), 'xops-moto-focus-'));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  s3 = new S3Client({ endpoint: moto.endpoint, region: REGION, credentials });
  const home = { LocationConstraint: REGION } as const;
  for (const Bucket of [BUCKET, 'locked'])
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: home }));
}, 90_000);

afterAll(async () => {
  s3.destroy();
  await moto.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function put(Key: string, Body: string | Uint8Array, Bucket = BUCKET) {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

function rowOf(month: string, cost: string): FocusRow {
  const next = month === '2026-09' ? '2026-10' : '2026-11';
  return {
    ...conformantRow(),
    BilledCost: cost,
    BillingPeriodStart: `${month}-01T00:00:00Z`,
    BillingPeriodEnd: `${next}-01T00:00:00Z`,
    ChargePeriodStart: `${month}-02T00:00:00Z`,
    ChargePeriodEnd: `${month}-03T00:00:00Z`,
  };
}

async function parquetOf(rows: readonly FocusRow[]): Promise<Uint8Array> {
  const file = path.join(folder, 'made.parquet');
  await writeParquet(file, { rows, label: 'test' });
  return readFileSync(file);
}

function csvOf(rows: readonly FocusRow[]): Uint8Array {
  return gzipSync([...focusCsv(rows)].join(''));
}

/** A delivery as AWS Data Exports writes it: data, then the manifest that names it. */
async function deliver(name: string, month: string, files: Readonly<Record<string, Uint8Array>>) {
  const partition = `BILLING_PERIOD=${month}`;
  const keys = Object.keys(files).map((file) => `${EXPORT}/${name}/data/${partition}/${file}`);
  for (const [index, body] of Object.values(files).entries()) await put(keys[index] ?? '', body);
  const manifest = { dataFiles: keys.map((key) => `s3://${BUCKET}/${key}`) };
  await put(
    `${EXPORT}/${name}/metadata/${partition}/${name}-Manifest.json`,
    JSON.stringify(manifest),
  );
}

/** Runs the built command against moto. */
function xops(args: readonly string[], exports = `s3://${BUCKET}/${EXPORT}/daily`) {
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    XOPS_AWS_SOURCE: 'live',
    XOPS_AWS_REGION: REGION,
    XOPS_FOCUS_EXPORTS: exports,
    DATA_DIR: path.join(folder, 'data'),
    LOG_LEVEL: 'silent',
  };
  return new Promise<{ code: number; out: string; err: string }>((done) => {
    const command = ['dist/pipeline-server/cli/main.js', ...args];
    execFile(process.execPath, command, { env, timeout: 60_000 }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

async function total(args: readonly string[], exports?: string) {
  const { code, out, err } = await xops(['focus', '--sql', TOTAL, '--json', ...args], exports);
  expect(err).toBe('');
  expect(code).toBe(0);
  const { rows }: { readonly rows: unknown } = JSON.parse(out);
  return rows;
}

function cached() {
  return readdirSync(path.join(folder, 'data/focus-exports'));
}

describe('FOCUS exports in S3', () => {
  beforeEach(async () => {
    await deliver('daily', '2026-09', {
      'daily-00001.snappy.parquet': await parquetOf([
        rowOf('2026-09', '1.5'),
        rowOf('2026-09', '2'),
      ]),
      'daily-00002.snappy.parquet': await parquetOf([rowOf('2026-09', '0.25')]),
    });
    await deliver('daily', '2026-10', {
      'daily-00001.snappy.parquet': await parquetOf([rowOf('2026-10', '10')]),
    });
  });

  it('answers SQL over all of an export and over one month, downloading what is asked for once', async () => {
    expect(await total(['--source', '.', '--month', '2026-09'])).toEqual([['3', '3.75']]);
    const first = cached();
    expect(first).toHaveLength(2);
    expect(await total(['--source', '.'])).toEqual([['4', '13.75']]);
    expect(cached()).toHaveLength(3);
    expect(cached()).toEqual(expect.arrayContaining(first));
    expect(cached().filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('reads what was delivered anew in the place of what it was', async () => {
    await deliver('daily', '2026-10', {
      'daily-00001.snappy.parquet': await parquetOf([rowOf('2026-10', '11')]),
    });
    expect(await total(['--source', '.', '--month', '2026-10'])).toEqual([['1', '11']]);
  });

  it('counts the newest of several deliveries only, by the manifest or by the time', async () => {
    for (const cost of ['1', '2', '3'])
      await deliver('kept', '2026-10', {
        [`2026-10-0${cost}T00:00:00.000Z-run/kept-00001.csv.gz`]: csvOf([rowOf('2026-10', cost)]),
      });
    const kept = `s3://${BUCKET}/${EXPORT}/kept`;
    expect(await total(['--source', '.'], kept)).toEqual([['1', '3']]);
    const first = 'data/BILLING_PERIOD=2026-10/2026-10-01T00:00:00.000Z-run';
    expect(await total(['--source', first], kept)).toEqual([['1', '1']]);
  });

  it('checks an export against the specification', async () => {
    const { code, out } = await xops(['focus', '--source', '.', '--check', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 4, problems: [] });
  });

  it('refuses what would count twice, lies outside or is not there', async () => {
    const ask = async (source: string, exports?: string) => {
      const { code, err } = await xops(['focus', '--sql', TOTAL, '--source', source], exports);
      expect(code).not.toBe(0);
      return err;
    };
    await deliver('second', '2026-10', { 'second-00001.csv.gz': csvOf([rowOf('2026-10', '1')]) });
    expect(await ask('.', `s3://${BUCKET}/${EXPORT}`)).toContain('Several exports are there');
    expect(await ask('../second')).toContain('outside s3://focus-exports/billing/focus/daily/');
    expect(await ask(`s3://${BUCKET}/${EXPORT}/second`)).toContain('is outside');
    expect(await ask('none')).toContain('No Parquet or CSV file');
    expect(await ask('**/*.parquet')).toContain('Patterns are for folders');
    expect(await ask('.', 's3://no-such-bucket/x')).toContain('no bucket "no-such-bucket"');
    const denied = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject' };
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...denied, Resource: 'arn:aws:s3:::locked/*' }],
    });
    await put('x/a.csv.gz', csvOf([rowOf('2026-10', '1')]), 'locked');
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'locked', Policy }));
    expect(await ask('.', 's3://locked/x')).toContain('s3:GetObject on arn:aws:s3:::locked/x/*');
  });

  it('says in the IAM policy what it needs', async () => {
    const { out } = await xops(['iam-policy']);
    expect(JSON.parse(out).Statement).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Action: ['s3:ListBucket'],
          Resource: 'arn:aws:s3:::focus-exports',
        }),
        expect.objectContaining({
          Action: ['s3:GetObject'],
          Resource: 'arn:aws:s3:::focus-exports/billing/focus/daily/*',
        }),
      ]),
    );
  });

  it('refuses a delivery that is not complete yet', async () => {
    const partition = 'BILLING_PERIOD=2026-10';
    const names = ['early-00001.csv.gz', 'early-00002.csv.gz'];
    const keys = names.map((name) => `${EXPORT}/early/data/${partition}/${name}`);
    await put(keys[0] ?? '', csvOf([rowOf('2026-10', '1')]));
    const manifest = { dataFiles: keys };
    const place = `${EXPORT}/early/metadata/${partition}/early-Manifest.json`;
    await put(place, JSON.stringify(manifest));
    const { code, err } = await xops(
      ['focus', '--sql', TOTAL, '--source', '.'],
      `s3://${BUCKET}/${EXPORT}/early`,
    );
    expect(code).not.toBe(0);
    expect(err).toContain('the export is being delivered');
  });
});
