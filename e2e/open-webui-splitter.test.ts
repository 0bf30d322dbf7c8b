import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitAsOpenWebUi } from '../bench/knowledge/open-webui-splitter.ts';

/** Lines that the two splitters treat in ways of their own. */
const LINES = [
  '# a',
  '## b c',
  '####### seven',
  '#none',
  '#',
  '',
  ' ',
  '- item',
  '> q',
  '  ```',
  '```',
  '```js',
  '~~~',
  '``` inline ```',
  '   indented',
  '\ttab',
  'a\u00a0b',
  'x'.repeat(1500),
  'word '.repeat(60),
  'é😀'.repeat(300),
];
const TEXT = fc
  .array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 14 })
  .map((lines) => lines.join('\n'));

/** Cuts with the package that Open WebUI uses. */
function splitWithPackage(texts: readonly string[]): readonly (readonly string[])[] {
  const python = path.join(process.env['E2E_VENV'] ?? '', 'bin/python');
  const input = JSON.stringify(texts);
  const options = { input, encoding: 'utf8', maxBuffer: 100_000_000 } as const;
  const pieces: readonly (readonly string[])[] = JSON.parse(
    execFileSync(python, ['e2e/harness/split_as_open_webui.py'], options),
  );
  return pieces;
}

test('cuts every Markdown file of the product, and made-up ones, as the package of Open WebUI does', () => {
  const folders = ['.', 'docs', 'knowledge/sops', 'knowledge/incidents'];
  const files = folders.flatMap(markdownOf);
  const texts = [
    ...files.map((file) => readFileSync(file, 'utf8')),
    ...fc.sample(TEXT, { numRuns: 500, seed: 1 }),
  ];
  expect(files.length).toBeGreaterThan(60);
  const expected = splitWithPackage(texts);
  for (const [at, text] of texts.entries()) expect(splitAsOpenWebUi(text)).toEqual(expected[at]);
});

function markdownOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));
}
