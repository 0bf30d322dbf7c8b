import { describe, expect, it } from 'vitest';
import { type ConfigRow, parseConfigRow } from '../aws/config-row.ts';
import type { Readers } from '../aws/readers.ts';
import type { ConfigurationDocument } from '../sample-org/config/sql/configuration-document.ts';
import { parseQuery } from '../sample-org/config/sql/parse-query.ts';
import { runQuery } from '../sample-org/config/sql/run-query.ts';
import { catalogueEntry } from './catalogue.ts';
import { builtAnalyzer } from './registry.ts';
import { configReaders, requestFor } from './test/fake-readers.ts';
import { type Properties, QUERY_CASES } from './test/query-cases.ts';

/** A configuration item of the properties, of the type that the query asks for unless they say another. */
function itemOf(id: string, properties: Properties): ConfigurationDocument {
  const type = /resourceType = '([^']+)'/.exec(catalogueEntry(id)?.sql ?? '')?.[1];
  const item: Record<string, unknown> = {
    accountId: '111111111111',
    awsRegion: 'ap-southeast-2',
    resourceId: 'r-1',
    resourceType: type,
    tags: [],
  };
  for (const [path, value] of Object.entries(properties)) setAt(item, path.split('.'), value);
  return item as ConfigurationDocument;
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = (target[name] ?? {}) as Record<string, unknown>;
  target[name] = inner;
  setAt(inner, rest, value);
}

/** Readers whose Config holds one item and runs each query over it. */
function readersOver(item: ConfigurationDocument): Readers {
  const select = async (sql: string) => {
    const source = () => [{ document: item, position: '1', weight: 1 }];
    const { rows } = await runQuery(parseQuery(sql), source, { limit: 100, after: null });
    return rows
      .map((row) => parseConfigRow(row, 'sha256:config'))
      .filter((row): row is ConfigRow => row !== null);
  };
  const readers = configReaders([]);
  const stream = async function* (sql: string) {
    yield await select(sql);
  };
  const byId = async () => [];
  return { ...readers, config: { ...readers.config, select, stream, byId } };
}

async function countOf(id: string, properties: Properties): Promise<number> {
  const request = requestFor(id, { search: id === 'inv.find' ? 'nat-a' : null });
  const analysis = await builtAnalyzer(id)?.analyse(readersOver(itemOf(id, properties)), request);
  return analysis?.rows.length ?? -1;
}

describe('declared queries over recorded resources', () => {
  it.each(Object.entries(QUERY_CASES))(
    '%s finds the one and leaves the other',
    async (...given) => {
      const [id, [finds, leaves]] = given;
      expect(await countOf(id, finds)).toBe(1);
      expect(await countOf(id, leaves)).toBe(0);
    },
  );
});
