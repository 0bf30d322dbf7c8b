import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ValvesStore } from '../contracts/state.ts';
import { xopsError } from '../errors.ts';
import type { Download } from './download.ts';
import { createJobQueue } from './job-queue.ts';
import { moduleExtension } from './module-loader.ts';
import type { PluginHost } from './plugin-host.ts';

/** A plugin file that was taken in. */
export interface KeptPlugin {
  /** The module's name, by which it can be deleted. */
  readonly id: string;
  readonly path: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
}

/** A plugin file that a client sends. */
interface PluginUpload {
  /** File name; only its last part counts. */
  readonly name: string;
  readonly content: Buffer;
  /** The checksum that the file must have, hexadecimal. */
  readonly sha256?: string | undefined;
}

/** Changes the user's plugins over HTTP: runs code on the server, so it is off unless the admin switched it on. */
export interface CodeUpload {
  /** @throws XOPS_CODE_UPLOAD_DISABLED */
  assertEnabled(): void;
  /** Keeps a file that loads; a file that does not is taken away again and what was there is put back. */
  upload(file: PluginUpload): Promise<KeptPlugin>;
  /** Downloads a file over HTTPS from a public address and keeps it likewise. */
  addFromUrl(url: string, sha256?: string): Promise<KeptPlugin>;
  /** Deletes a user's plugin with its valves. */
  remove(id: string): Promise<void>;
}

/** What code upload works with. */
export interface CodeUploadOptions {
  readonly enabled: boolean;
  readonly maxBytes: number;
  readonly dir: string;
  readonly host: PluginHost;
  readonly valvesStore: ValvesStore;
  readonly download: Download;
}

/** Makes the gate through which plugin files come in. Every method throws an error of the catalogue. */
export function createCodeUpload(options: CodeUploadOptions): CodeUpload {
  const enqueue = createJobQueue();
  function assertEnabled(): void {
    if (!options.enabled) throw xopsError('XOPS_CODE_UPLOAD_DISABLED');
  }
  return {
    assertEnabled,
    upload: async (file) => {
      assertEnabled();
      return await enqueue(() => keep(file, options));
    },
    addFromUrl: async (url, sha256) => {
      assertEnabled();
      const source = rawUrl(url);
      const name = path.posix.basename(source.pathname);
      assertModuleName(name);
      const content = await options.download(source);
      return await enqueue(() => keep({ name, content, sha256 }, options));
    },
    remove: async (id) => {
      assertEnabled();
      await enqueue(() => remove(id, options));
    },
  };
}

async function keep(upload: PluginUpload, options: CodeUploadOptions): Promise<KeptPlugin> {
  const name = path.basename(upload.name);
  assertModuleName(name);
  if (upload.content.length > options.maxBytes) {
    throw xopsError('XOPS_PLUGIN_TOO_LARGE', { limit: options.maxBytes });
  }
  const sha256 = createHash('sha256').update(upload.content).digest('hex');
  assertChecksum(sha256, upload.sha256);
  const file = path.join(options.dir, name);
  const before = await readFile(file).catch(() => null);
  await replaceFile(file, upload.content);
  try {
    await options.host.reload({ mustLoad: file });
  } catch (error) {
    await (before === null ? rm(file, { force: true }) : replaceFile(file, before));
    throw error;
  }
  return { id: path.parse(name).name, path: file, sha256 };
}

function assertModuleName(name: string): void {
  const extension = moduleExtension(name);
  if (extension === '.py') throw xopsError('XOPS_PYTHON_NOT_RUN');
  if (extension === null) throw xopsError('XOPS_PLUGIN_FILE_NAME');
}

function assertChecksum(actual: string, expected: string | undefined): void {
  if (expected === undefined || expected.toLowerCase() === actual) return;
  throw xopsError('XOPS_PLUGIN_CHECKSUM', { actual, expected });
}

/** A rename puts the whole file in place at once, so that a reload never reads half of it. */
async function replaceFile(file: string, content: Buffer): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.draft`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
}

async function remove(id: string, options: CodeUploadOptions): Promise<void> {
  const found = options.host.findFile(id);
  if (found === null) throw xopsError('XOPS_PIPELINE_NOT_FOUND', { id });
  if (found.file === null) throw xopsError('XOPS_PLUGIN_BUILT_IN', { id });
  await rm(found.file, { force: true });
  await options.host.reload();
  await options.valvesStore.remove(id);
}

/** A page of GitHub that shows a file stands for the file itself, as for the reference server. */
function rawUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw xopsError('XOPS_DOWNLOAD_REFUSED', { reason: 'it is not a URL' });
  const blob = /^\/([^/]+)\/([^/]+)\/blob\/(.+)$/.exec(url.pathname);
  if (url.hostname !== 'github.com' || blob === null) return url;
  const [, owner = '', repository = '', file = ''] = blob;
  return new URL(`https://raw.githubusercontent.com/${owner}/${repository}/${file}`);
}
