import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Type } from 'typebox';
import { beforeAll, expect, test } from 'vitest';
import { CONNECTION_KEY } from './harness/open-webui.ts';
import { readJson } from './harness/open-webui-client.ts';
import { runCli } from './harness/xops-cli.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const TEXTS = [
  'hello world',
  'How do I stop an idle EC2 instance?',
  'Drain the node, then restart the kubelet. '.repeat(80),
  'Zürich — 東京 🚒',
  'x',
];
const Vectors = Type.Object({
  data: Type.Array(Type.Object({ embedding: Type.Array(Type.Number()) })),
});

let folder: string;
let xops: XopsServer;
let model: string;

beforeAll(async () => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'xops-e2e-onnx-')), 'all-minilm-l6-v2');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'texts.json'), JSON.stringify(TEXTS));
  const python = path.join(process.env['E2E_VENV'] ?? '', 'bin', 'python');
  const packages = process.env['E2E_ONNX_PACKAGES'] ?? '';
  execFileSync(python, ['e2e/onnx/export_model.py', packages, folder], {
    env: { ...process.env, HF_HUB_OFFLINE: '1' },
    stdio: 'pipe',
  });
  const hash = createHash('sha256').update(readFileSync(path.join(folder, 'model.onnx')));
  model = `onnx-all-minilm-l6-v2-${hash.digest('hex').slice(0, 8)}-384`;
  xops = await startXops({ environment: { XOPS_EMBEDDING_ONNX_FOLDER: folder } });
  return async () => {
    await xops.stop();
    rmSync(path.dirname(folder), { recursive: true, force: true });
  };
}, 300_000);

const embed = async (input: readonly string[]) =>
  await readJson(
    await fetch(`${xops.url}/v1/embeddings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${CONNECTION_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, input }),
    }),
    Vectors,
  );

test('the server makes the vectors of sentence-transformers by itself', async () => {
  const expected = JSON.parse(
    readFileSync(path.join(folder, 'expected.json'), 'utf8'),
  ) as number[][];
  const { data } = await embed(TEXTS);
  expect(data).toHaveLength(TEXTS.length);
  for (const [at, { embedding }] of data.entries()) {
    const dot = embedding.reduce((sum, number, n) => sum + number * (expected[at]?.[n] ?? 0), 0);
    expect(dot, TEXTS[at]?.slice(0, 40)).toBeGreaterThan(0.9999);
  }
});

test('knowledge is kept and found with them', async () => {
  const environment = {
    XOPS_EMBEDDING_ONNX_FOLDER: folder,
    DATA_DIR: path.join(folder, 'data'),
  };
  const query = ['knowledge', 'query', 'What do we do about a leaked access key?', '--json'];
  const found = await runCli(query, environment);
  expect(found).toMatchObject({ code: 0, err: '' });
  expect(found.out).toContain('access key');
  const status = await runCli(['knowledge', 'status', '--json'], environment);
  expect(JSON.parse(status.out)).toMatchObject({
    embedder: model,
    stored: [{ source: 'xops-sops' }],
  });
});
