import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Block } from '../flows/xops/document.ts';
import { renderTerminal } from './render-terminal.ts';
import { fitWidths } from './terminal-table.ts';

const table: Block = {
  kind: 'table',
  columns: [
    { title: 'Instance', align: 'left', essential: true },
    { title: 'Cost', align: 'right', essential: true },
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

  it('breaks a long word at its joints', () => {
    const text = renderTerminal([{ kind: 'paragraph', text: ['data-platform-prod-gateway-14'] }], {
      columns: 20,
      styled: false,
    });
    expect(text).toBe('data-platform-prod-\ngateway-14\n');
  });

  it('shows where a link leads', () => {
    const text = [{ link: 'a.pdf', url: 'http://127.0.0.1/a.pdf' }];
    const shown = renderTerminal([{ kind: 'paragraph', text }], { columns: 80, styled: false });
    expect(shown).toBe('a.pdf http://127.0.0.1/a.pdf\n');
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

  it('leaves out what is not essential before it breaks words', () => {
    const columns = ['First', 'Detail', 'Cost'].map((title) => ({
      title,
      align: 'left' as const,
      essential: title !== 'Detail',
    }));
    const block: Block = { kind: 'table', columns, rows: [['a'.repeat(20), 'b'.repeat(20), 'c']] };
    const wide = renderTerminal([block], { columns: 80, styled: false });
    expect(wide).toContain('b'.repeat(20));
    const narrow = renderTerminal([block], { columns: 40, styled: false });
    expect(narrow).toContain('a'.repeat(20));
    expect(narrow).toContain('(Too narrow for: Detail; --json has everything.)');
  });
});

describe('fitWidths', () => {
  const column = (natural: number, least: number) => ({ natural, least });

  it('leaves what fits', () => {
    expect(fitWidths([column(5, 5), column(5, 5)], 80)).toEqual([5, 5]);
  });

  it('takes from what can be wrapped first', () => {
    expect(fitWidths([column(40, 40), column(40, 10)], 75)).toEqual([40, 30]);
  });

  it('ends where a terminal is narrower than any table', () => {
    expect(fitWidths([column(50, 26), column(50, 26)], 1)).toEqual([6, 6]);
  });
});
