import { expect, it } from 'vitest';
import { folderOf, writeFiles } from './test/sync-bench.ts';
import { watchPlaces } from './watch-places.ts';

it('gives every place at first, then each that changes, until it is ended', async () => {
  const [a, b] = await Promise.all([folderOf({ 'a.md': 'A.' }), folderOf({ 'b.md': 'B.' })]);
  const ending = new AbortController();
  const seen: (readonly string[])[] = [];
  for await (const places of watchPlaces([a, b], ending.signal)) {
    seen.push(places);
    if (seen.length === 1) await writeFiles(b, { '.hidden': 'x', 'c/d.md': 'D.', 'e.md': 'E.' });
    if (seen.length === 2) ending.abort();
  }
  expect(seen).toEqual([[a, b], [b]]);
});
