import { createHash, randomUUID } from 'node:crypto';
import { createOpenWebuiApi, type OpenWebuiApi } from '../api.ts';

/** A file as the fake keeps it. */
interface KeptFile {
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly hash: string;
}

interface KeptBase {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  readonly grants: readonly object[];
  files: KeptFile[];
}

/** As much of Open WebUI's API as knowledge needs, with the rules that the real one has (0.12, `routers/knowledge.py`). */
export interface FakeOpenWebui {
  readonly api: OpenWebuiApi;
  readonly bases: KeptBase[];
  /** Paths that were asked for. */
  readonly asked: string[];
  add(base: Pick<KeptBase, 'id'> & Partial<KeptBase>): KeptBase;
  /** Puts a file in as a person does. */
  upload(baseId: string, path: string, text: string): void;
  /** Texts that it refuses to process. */
  refuses: (text: string) => string | null;
  isDown: boolean;
}

/** Makes an empty one, whose key is of the user `root`. */
export function createFakeOpenWebui(): FakeOpenWebui {
  const world = {
    bases: [] as KeptBase[],
    asked: [] as string[],
    failed: new Map<string, string>(),
  };
  const fake: FakeOpenWebui = {
    ...world,
    refuses: () => null,
    isDown: false,
    api: createOpenWebuiApi({
      url: 'http://open-webui.test',
      apiKey: 'sk-test',
      fetch: async (input, init = {}) => {
        if (fake.isDown) throw new TypeError('fetch failed');
        const url = new URL(input instanceof Request ? input.url : input);
        world.asked.push(url.pathname);
        return await answer(fake, world.failed, { url, init });
      },
    }),
    add(base) {
      const kept = {
        owner: 'someone',
        name: base.id,
        description: '',
        grants: [],
        files: [],
        ...base,
      };
      world.bases.push(kept);
      return kept;
    },
    upload(baseId, path, text) {
      const base = world.bases.find(({ id }) => id === baseId);
      base?.files.push(fileOf(path.split('/'), text));
    },
  };
  return fake;
}

function fileOf(parts: readonly string[], text: string): KeptFile {
  const name = parts.at(-1) ?? '';
  const hash = createHash('sha256').update(text).digest('hex');
  return { id: randomUUID(), folder: parts.slice(0, -1).join('/'), name, text, hash };
}

interface Call {
  readonly url: URL;
  readonly init: RequestInit;
}

async function answer(
  fake: FakeOpenWebui,
  failed: Map<string, string>,
  { url, init }: Call,
): Promise<Response> {
  const { pathname } = url;
  const [, , , kind, id = '', verb = '', more = ''] = pathname.split('/');
  if (kind === 'auths') return Response.json({ id: 'root' });
  if (kind === 'files') return await fileCall(fake, failed, { id, verb, init });
  if (id === '') return Response.json(listing(fake.bases.map(baseJson), url));
  if (id === 'create') return createBase(fake, init);
  const base = fake.bases.find((each) => each.id === id);
  if (base === undefined) return Response.json({ detail: 'no base' }, { status: 400 });
  if (verb === 'files') return Response.json(listing(base.files.map(fileJson), url));
  if (verb === 'dirs') return Response.json({ id: `dir-${bodyOf<{ name: string }>(init).name}` });
  return more === 'diff' ? diff(base, init) : cleanUp(base, init);
}

function listing(items: readonly object[], url: URL) {
  const page = Number(url.searchParams.get('page'));
  return { items: items.slice((page - 1) * 2, page * 2), total: items.length };
}

function baseJson({ id, owner, name, description, grants }: KeptBase) {
  return { id, user_id: owner, name, description, access_grants: grants };
}

function fileJson({ id, folder, name, text, hash }: KeptFile) {
  const meta = { size: text.length, content_type: 'text/markdown' };
  return { id, filename: name, hash, directory_path: folder, created_at: 1, updated_at: 1, meta };
}

function createBase(fake: FakeOpenWebui, init: RequestInit): Response {
  const body = bodyOf<{ name: string; description: string; access_grants: object[] }>(init);
  const { name, description, access_grants: grants } = body;
  const base = fake.add({ id: randomUUID(), owner: 'root', name, description, grants });
  return Response.json({ id: base.id });
}

function diff(base: KeptBase, init: RequestInit): Response {
  const { manifest } = bodyOf<{
    manifest: { filename: string; path: string; checksum: string }[];
  }>(init);
  const keyOf = (folder: string, name: string) => `${folder}/${name}`;
  const known = new Map(base.files.map((file) => [keyOf(file.folder, file.name), file]));
  const wanted = manifest.map(({ filename, path, checksum }) => {
    return { filename, path, checksum, file: known.get(keyOf(path, filename)) };
  });
  const keys = new Set(wanted.map(({ path, filename }) => keyOf(path, filename)));
  return Response.json({
    added: wanted.filter(({ file }) => file === undefined),
    modified: wanted
      .filter(({ file, checksum }) => file !== undefined && file.hash !== checksum)
      .map(({ file, ...rest }) => ({ ...rest, stale_file_id: file?.id })),
    deleted: base.files
      .filter(({ folder, name }) => !keys.has(keyOf(folder, name)))
      .map(({ id, name }) => ({ file_id: id, filename: name })),
    mkdir: [...new Set(manifest.map(({ path }) => path))].filter((path) => path !== ''),
    rmdir: [],
    unmodified_count: wanted.filter(({ file, checksum }) => file?.hash === checksum).length,
    directory_map: {},
  });
}

function cleanUp(base: KeptBase, init: RequestInit): Response {
  const { file_ids: ids } = bodyOf<{ file_ids: string[] }>(init);
  base.files = base.files.filter(({ id }) => !ids.includes(id));
  return Response.json({ status: true });
}

async function fileCall(
  fake: FakeOpenWebui,
  failed: Map<string, string>,
  { id, verb, init }: { readonly id: string; readonly verb: string; readonly init: RequestInit },
): Promise<Response> {
  if (id === '') return await upload(fake, failed, init);
  if (verb === 'process') {
    const error = failed.get(id);
    return Response.json({ status: error === undefined ? 'completed' : 'failed', error });
  }
  if (init.method === 'DELETE') return Response.json({ deleted: failed.delete(id) });
  const file = fake.bases.flatMap(({ files }) => files).find((each) => each.id === id);
  return file === undefined
    ? Response.json({ detail: 'no file' }, { status: 404 })
    : new Response(file.text);
}

async function upload(
  fake: FakeOpenWebui,
  failed: Map<string, string>,
  { body, headers }: RequestInit,
): Promise<Response> {
  const form = await new Response(body, headers === undefined ? {} : { headers }).formData();
  const [file, written] = [form.get('file'), form.get('metadata')];
  if (!(file instanceof File) || typeof written !== 'string') return Response.error();
  const metadata = JSON.parse(written) as { knowledge_id: string; directory_id?: string };
  const folder = metadata.directory_id?.replace(/^dir-/, '') ?? '';
  const kept = fileOf([...(folder === '' ? [] : [folder]), file.name], await file.text());
  const reason = fake.refuses(kept.text);
  if (reason === null) fake.bases.find(({ id }) => id === metadata.knowledge_id)?.files.push(kept);
  else failed.set(kept.id, reason);
  return Response.json({ id: kept.id });
}

function bodyOf<T>({ body }: RequestInit): T {
  return JSON.parse(typeof body === 'string' ? body : '{}') as T;
}
