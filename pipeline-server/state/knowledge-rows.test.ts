import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { createEmbeddedCollections } from '../../knowledge/store/embedded-collections.ts';
import { describeCollections } from '../../knowledge/test/collections-contract.ts';
import { openDatabase, type StateDatabase } from './database.ts';
import { createKnowledgeRows } from './knowledge-rows.ts';

const folders: string[] = [];
const opened: StateDatabase[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.destroy()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function open(folder: string) {
  const database = await openDatabase(path.join(folder, 'xops.db'));
  opened.push(database);
  return createEmbeddedCollections(createKnowledgeRows(database));
}

describeCollections('the database of the server', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-knowledge-'));
  folders.push(folder);
  return { mine: await open(folder), theirs: await open(folder) };
});
