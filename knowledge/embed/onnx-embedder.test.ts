import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOnnxEmbedder } from './onnx-embedder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'Mini LM-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
const { signal } = new AbortController();

// What a model says is tried end to end, where ONNX Runtime is installed.
describe('the embedder of a folder', () => {
  it('says what is missing', async () => {
    await expect(createOnnxEmbedder(folder)).rejects.toThrow(/config\.json does not say/);
    await write('config.json', '{"hidden_size": "many"}');
    await expect(createOnnxEmbedder(folder)).rejects.toThrow(/config\.json does not say/);
    await write('config.json', '{"hidden_size": 384}');
    await expect(createOnnxEmbedder(folder)).rejects.toThrow(/model\.onnx cannot be read/);
  });

  it('is named after the folder, the model and its dimensions, and keeps all texts here', async () => {
    await write('config.json', '{"hidden_size": 384}');
    await write('model.onnx', 'one');
    const one = await createOnnxEmbedder(folder);
    await write('model.onnx', 'two');
    const two = await createOnnxEmbedder(folder);
    expect(one.id).toMatch(/^onnx-mini-lm-[a-z0-9-]+-[0-9a-f]{8}-384$/);
    expect(two.id).not.toBe(one.id);
    expect(one).toMatchObject({ dimensions: 384, place: 'local', maximumClass: 'RESTRICTED' });
  });

  it('says how ONNX Runtime is installed when there is none', async () => {
    await write('config.json', '{"hidden_size": 384}');
    await write('model.onnx', 'no model');
    const embedder = await createOnnxEmbedder(folder);
    await expect(embedder.embed(['hello'], signal)).rejects.toThrow(
      /npm install --no-save onnxruntime-node|cannot be read as a tokenizer/,
    );
    await embedder.close();
  });
});
