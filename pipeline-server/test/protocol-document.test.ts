import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEVIATIONS, type Deviation } from './reference-deviations.ts';
import { type Exchange, readExchanges } from './replay-exchange.ts';

const ROOT = new URL('../../', import.meta.url);
const text = await readFile(fileURLToPath(new URL('docs/protocol.md', ROOT)), 'utf8');
const exchanges = await readExchanges();

type Row = readonly string[];

/** The cells of the table below a heading, without its head. */
function rowsUnder(heading: string): readonly Row[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** The route of a recorded request: `/v1` taken off, ids replaced. */
function routeOf({ request }: Exchange): string {
  const path = request.path
    .replace(/^\/v1(?=\/|$)/, '')
    .replace(/^\/models\/.+/, '/models/{id}')
    .replace(/^\/[^/]+\/(?=valves|filter)/, '/{id}/');
  return `${request.method} ${path === '' ? '/' : path}`;
}

function deviationsOf(route: string): readonly string[] {
  const names = exchanges
    .filter((exchange) => routeOf(exchange) === route)
    .map(({ name }) => name.replace(/\/v1$/, ''));
  return DEVIATIONS.filter((deviation) =>
    deviation.exchanges.some((name) => names.includes(name)),
  ).map(({ id }) => id);
}

describe('docs/protocol.md', () => {
  const routes = rowsUnder('Routes of the reference server');
  const beyond = rowsUnder('Beyond the record');

  it('has a row for every recorded route', () => {
    const recorded = new Set(exchanges.map(routeOf));
    expect(new Set(routes.map(([route = '']) => route.replaceAll('`', '')))).toEqual(recorded);
  });

  it.each(routes.map((row) => [row[0] ?? '', row] as const))('tells how %s deviates', (_, row) => {
    const [route = '', verdict = '', deviations = ''] = row;
    const listed = deviations.split(', ').filter((name) => name !== '');
    expect(listed).toEqual(deviationsOf(route.replaceAll('`', '')));
    expect(verdict).toMatch(listed.length === 0 ? /^same$/ : /^(?:better|different)$/);
  });

  it('gives the reason of every deviation as the test data does', () => {
    expect(rowsUnder('Deliberate deviations')).toEqual(DEVIATIONS.map(documentedRow));
  });

  it.each([...routes, ...beyond].map((row) => [row.at(-1) ?? '']))(
    'names a test that exists: %s',
    async (cell) => {
      const [file = '', title = ''] = cell.replaceAll(/^`|`(?= › )/g, '').split(' › ');
      const source = await readFile(fileURLToPath(new URL(file, ROOT)), 'utf8');
      expect(title).not.toBe('');
      expect(source).toContain(title);
    },
  );

  function documentedRow({ id, reason, exchanges: names }: Deviation): Row {
    return [id, reason, names.join(', ')];
  }
});
