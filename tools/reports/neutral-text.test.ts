import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTimeOf } from '../../pipeline-server/test/cpu-time.ts';
import { inertCell, inertCsvCell, lineText, visibleText } from './neutral-text.ts';

describe('inertCell', () => {
  it.each([
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '"=1"',
    '" =1"',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    '\u200B=1',
    '\u0000=1',
  ])('lets %j not begin a formula', (text) => {
    expect(inertCell(text)).toMatch(/^'/);
  });

  it.each(['a=1', 'i-0abc', 'arn:aws:x', '5 > 3', "'=1", ''])('leaves %j as it is', (text) => {
    expect(inertCell(text)).toBe(text);
  });

  it('never begins with what a spreadsheet would run, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(inertCell(text)).not.toMatch(/^[\s"]*[=+\-@]|^[\t\r\n]/);
      }),
    );
  });
});

describe('inertCsvCell', () => {
  it.each([
    ['a;=1', "a;'=1"],
    ['a; =1', "a; '=1"],
    ['a\n=1', "a\n'=1"],
    ['a\t"=1', 'a\t"\'=1'],
    ['owner=x; team=y', 'owner=x; team=y'],
  ])('makes %j inert where another separator is in use', (text, expected) => {
    expect(inertCsvCell(text)).toBe(expected);
  });

  it('takes no time for a long run of separators', () => {
    const cell = ';'.repeat(100_000) + '\t'.repeat(100_000) + ' '.repeat(100_000);
    expect(cpuTimeOf(() => inertCsvCell(cell))).toBeLessThan(1000);
  });
});

describe('visible text', () => {
  it('loses what hides or reorders text, and keeps lines', () => {
    expect(visibleText('safe\u202Eexe\u200B.txt\u0007\nb')).toBe('safeexe.txt \nb');
    expect(lineText('a \r\n\t b')).toBe('a b');
  });
});
