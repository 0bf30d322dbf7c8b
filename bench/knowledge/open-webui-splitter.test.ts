import { describe, expect, it } from 'vitest';
import { splitAsOpenWebUi } from './open-webui-splitter.ts';

/* What is expected here was made by langchain-text-splitters 1.1.2; e2e/open-webui-splitter.test.ts compares more. */
describe('splitAsOpenWebUi', () => {
  it('cuts at headings, and takes the indentation from every line', () => {
    const text =
      '# T\n\n## A\n\n1. Step:\n\n   ```yaml\n   a:\n     b: 1\n   ```\n\n## B\n\nEnd.\n';
    expect(splitAsOpenWebUi(text)).toEqual([
      '# T  \n## A  \n1. Step:  \n```yaml\na:\nb: 1\n```',
      '## B  \nEnd.',
    ]);
  });

  it('leaves headings within code alone', () => {
    expect(splitAsOpenWebUi('```sh\n# no heading\n```\n# H\nx')).toEqual([
      '```sh\n# no heading\n```',
      '# H\nx',
    ]);
  });

  it('cuts what is longer than 1000 characters between words, and repeats up to 100 of them', () => {
    const words = Array.from({ length: 300 }, (_word, at) => `word${at}`);
    const pieces = splitAsOpenWebUi(words.join(' '));
    expect(pieces.map((piece) => piece.length)).toEqual([993, 999, 487]);
    expect(pieces[0]).toMatch(/ word126 .* word137$/);
    expect(pieces[1]).toMatch(/^word126 .* word137 word138 /);
  });

  it('makes nothing of an empty text', () => {
    expect(splitAsOpenWebUi('\n \n')).toEqual([]);
  });
});
