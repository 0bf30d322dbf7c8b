import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Block } from '../flows/xops/document.ts';
import { fitWidths, renderTerminal } from './render-terminal.ts';

const table: Block = {
  kind: 'table',
  columns: [
    { title: 'Instance', align: 'left' },
    { title: 'Cost', align: 'right' },
  ],
  rows: [
    [`arn:aws:ec2:eu-west-1:111111111111:instance/${'i'.repeat(80)}`, 'USD 1.00'],
    ['b', 'USD 1,234.50'],
  ],
};

describe('renderTerminal', () => {
  it.each([40, 80, 200])('fits a table to %i columns without losing a character', (columns) => {
    const text = renderTerminal([table], { columns, styled: false });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(text.match(/i/g)?.length).toBeGreaterThanOrEqual(80);
  });

  it('breaks a paragraph at spaces', () => {
    const text = renderTerminal([{ kind: 'paragraph', text: ['one two three four'] }], {
      columns: 10,
      styled: false,
    });
    expect(text).toBe('one two\nthree four\n');
  });

  it('does not count styling as width', () => {
    const block: Block = { kind: 'lead', text: ['a ', { strong: 'bb' }, ' c'] };
    const text = renderTerminal([block], { columns: 6, styled: true });
    expect(text).toContain('\u001b[1m');
    expect(stripVTControlCharacters(text)).toBe('a bb c\n');
  });

  it('prints code as it is, control characters left out', () => {
    const block: Block = { kind: 'code', language: 'csv', text: 'a,b\r\n"\u001b]0;x\u0007",2' };
    expect(renderTerminal([block], { columns: 80, styled: false })).toBe('a,b\n"]0;x",2\n');
  });
});

describe('fitWidths', () => {
  it('leaves what fits', () => {
    expect(fitWidths([5, 5], 80)).toEqual([5, 5]);
  });

  it('ends where a terminal is narrower than any table', () => {
    expect(fitWidths([50, 50, 50], 1)).toEqual([6, 6, 6]);
  });
});
