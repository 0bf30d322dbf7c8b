import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPassage } from './passage.ts';

describe('renderPassage', () => {
  it('keeps steps, tables, emphasis and code as they are written', () => {
    const text = [
      '1. **Stop** it, see `a < b && c`:',
      '',
      '   ```yaml',
      '   key:',
      '     - https://example.com # <tag>',
      '   ```',
      '',
      '| a | b |',
      '|---|---|',
      '| 1 | 2 |',
    ].join('\n');
    expect(renderPassage(text)).toBe(text.replace('<tag>', '＜tag>'));
  });

  it('makes headings of the passage bold text', () => {
    expect(renderPassage('## Verify\ntext')).toBe('**Verify**\ntext');
  });

  it('closes a fence that was left open', () => {
    expect(renderPassage('~~~\ncode')).toBe('~~~\ncode\n~~~');
  });

  it('takes a shorter or another fence within a fence for code', () => {
    const text = '````\n```\n~~~\n[a](b)\n````\n[a](b)';
    expect(renderPassage(text)).toBe('````\n```\n~~~\n[a](b)\n````\n[a\\](b)');
  });

  it('takes for text what only looks like code, since a span began on the line before', () => {
    expect(renderPassage('` a\nb ` [x](y) `')).toBe("' a\nb ` [x](y) `");
    expect(renderPassage('    ```\n[x](y)\n```')).toBe("    '''\n[x\\](y)\n```\n```");
    expect(renderPassage('\\`[x](y)`')).toBe("\\'[x\\](y)'");
  });

  it('knows fences within steps', () => {
    const text = '10. a\n\n    ```\n    [x](y)\n    ```';
    expect(renderPassage(text)).toBe(text);
  });

  it('leaves no link, image, tag, address or invisible character alive, whatever the text', () => {
    const piece = fc.constantFrom(
      '[a](b)',
      '![a](https://x)',
      '<b>',
      '<https://x>',
      '[a]: https://x',
      '[a][b]',
      'www.x',
      'a@b',
      '$x$',
      '\u202e',
      '\n',
      ' ',
      '\\',
      '`',
      'word',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const written = renderPassage(pieces.join(''))
          .replaceAll(/^(`{3,}|~{3,})[^`\n]*\n[\s\S]*?^ *\1[`~]* *$/gm, 'code')
          .replaceAll(/(?<![`\\])(`+)[^`\n]+\1(?!`)/g, 'code');
        expect(written).not.toMatch(/(?<!\\)\][([:]|(?<!\\)<|:\/\/|(?<!\w)www\.x|\p{Cf}/u);
      }),
      { numRuns: 2000 },
    );
  });
});
