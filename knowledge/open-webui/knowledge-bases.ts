import { Type } from 'typebox';
import type { OpenWebuiApi } from './api.ts';

const Optional = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

const Grant = Type.Object({
  principal_type: Type.String(),
  principal_id: Type.String(),
  permission: Type.String(),
});
const Base = Type.Object({
  id: Type.String(),
  user_id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  access_grants: Type.Array(Grant),
});
const Bases = Type.Object({ items: Type.Array(Base), total: Type.Number() });

const Files = Type.Object({
  total: Type.Number(),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      filename: Type.String(),
      hash: Optional(Type.String()),
      directory_path: Type.Optional(Type.String()),
      created_at: Type.Number(),
      updated_at: Optional(Type.Number()),
      meta: Optional(
        Type.Object({ size: Optional(Type.Number()), content_type: Optional(Type.String()) }),
      ),
    }),
  ),
});
const Groups = Type.Array(Type.Object({ id: Type.String() }));

/** Who may do what with a knowledge base (0.12, `models/access_grants.py`). */
interface AccessGrant {
  /** `user` (id, or `*` for everybody) or `group`. */
  readonly principalType: string;
  readonly principalId: string;
  readonly permission: string;
}

/** A knowledge base of Open WebUI. */
export interface KnowledgeBase {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly description: string;
  readonly grants: readonly AccessGrant[];
}

/** A file of a knowledge base. */
export interface KnowledgeBaseFile {
  readonly id: string;
  /** With its folders, `/` between them. */
  readonly path: string;
  /** Of its text, by Open WebUI; null until it is processed. */
  readonly hash: string | null;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  readonly bytes: number | null;
}

/** More pages than this are no answer of a server that counts on. */
const MOST_PAGES = 2000;
const FILES_PER_PAGE = 500;

/** All knowledge bases, with who may read them. */
export async function listKnowledgeBases(
  api: OpenWebuiApi,
  signal: AbortSignal,
): Promise<readonly KnowledgeBase[]> {
  const bases = await allPages(async (page) => {
    return await api.read(`/api/v1/knowledge/?page=${page}`, Bases, { signal });
  });
  return bases.map(({ id, user_id: ownerId, name, description, access_grants: grants }) => ({
    id,
    ownerId,
    name,
    description,
    grants: grants.map((grant) => ({
      principalType: grant.principal_type,
      principalId: grant.principal_id,
      permission: grant.permission,
    })),
  }));
}

/** All files of a knowledge base. */
export async function listFiles(
  api: OpenWebuiApi,
  baseId: string,
  signal: AbortSignal,
): Promise<readonly KnowledgeBaseFile[]> {
  const id = encodeURIComponent(baseId);
  const files = await allPages(async (page) => {
    const query = `page=${page}&limit=${FILES_PER_PAGE}`;
    return await api.read(`/api/v1/knowledge/${id}/files?${query}`, Files, { signal });
  });
  return files.map((file) => ({
    id: file.id,
    path: [file.directory_path ?? '', file.filename].filter((part) => part !== '').join('/'),
    hash: file.hash ?? null,
    updatedAt: (file.updated_at ?? file.created_at) * 1000,
    bytes: file.meta?.size ?? null,
  }));
}

/** Ids of the groups of a user, inherited ones too. */
export async function groupsOf(
  api: OpenWebuiApi,
  userId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const pathname = `/api/v1/users/${encodeURIComponent(userId)}/groups?include_inherited=true`;
  return (await api.read(pathname, Groups, { signal })).map(({ id }) => id);
}

async function allPages<Item>(
  read: (page: number) => Promise<{ readonly items: readonly Item[]; readonly total: number }>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { items, total } = await read(page);
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
  return all;
}
