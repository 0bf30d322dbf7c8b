import { describe, expect, it } from 'vitest';
import { countCodeKept } from './code-kept.ts';

const TEXT = 'Before\n\n```yaml\na:\n  b: 1\n  c:\n    - d\n```\n';

describe('countCodeKept', () => {
  it('counts lines of code that kept their indentation', () => {
    expect(countCodeKept([{ text: TEXT, pieces: [TEXT] }])).toEqual({
      pieces: 1,
      indentedLines: 3,
      indentedLinesKept: 3,
      brokenFences: 0,
    });
    const bare = TEXT.replaceAll(/^ +/gm, '');
    expect(countCodeKept([{ text: TEXT, pieces: [bare] }]).indentedLinesKept).toBe(0);
  });

  it('counts fences that a cut left open, on both sides of it', () => {
    const pieces = ['```yaml\na:\n  b: 1', '  c:\n    - d\n```'];
    const { brokenFences, indentedLinesKept } = countCodeKept([{ text: TEXT, pieces }]);
    expect({ brokenFences, indentedLinesKept }).toEqual({ brokenFences: 2, indentedLinesKept: 3 });
  });

  it('knows fences of lists and quotes, and code spans that look like fences', () => {
    const whole = [
      '1. ```sh\n   x\n   ```',
      '> ~~~\n> y\n> ~~~',
      '``` span ```',
      '````\n```\n````',
    ];
    expect(countCodeKept([{ text: '', pieces: whole }]).brokenFences).toBe(0);
  });
});
