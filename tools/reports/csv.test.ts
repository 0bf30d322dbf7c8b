import { parseCsv } from 'hucre/csv';
import { describe, expect, it } from 'vitest';
import { fakeFinding } from '../../pipeline-server/test/fake-analyzers.ts';
import { findingOf, reportOf, resultOf } from '../../pipeline-server/test/fake-report.ts';
import { csvOf, writeCsv } from './csv.ts';

const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

describe('CSV', () => {
  it('has raw values with account, tags and currency, lines ended by CR LF', () => {
    expect(csvOf([resultOf(1)])).toBe(
      'Account id,Account,Region,Instance,Type,Saving per month,Resource type,Tags,Currency\r\n' +
        '111111111111,payments-prod,eu-west-1,i-0,t3.large,1000.5,AWS::EC2::Instance,environment=prod,USD\r\n',
    );
  });

  it('quotes commas, quotes, semicolons and lines, and keeps numbers as numbers', () => {
    const fields = { instance: 'a,"b"\nc;d', type: 't', saving: -5 };
    const csv = csvOf([resultOf(1, { findings: [fakeFinding(0, { fields })] })]);
    expect(csv).toContain(',"a,""b""\nc;d",t,-5,');
  });

  it.each(["=cmd|' /C calc'!A0", '+1', '@x', '"=1+1"', '=1;=1'])(
    'runs no formula of %j, quoted or not, in any column',
    (poison) => {
      const csv = csvOf([resultOf(1, { findings: [findingOf(poison)] })]);
      const split = csv.split(/[;\r\n]/).flatMap((line) => line.split(';'));
      const cells = [...parseCsv(csv).flat(), ...split].map(String);
      expect(cells.filter((cell) => /^[\s"]*[=+@]/.test(cell))).toEqual([]);
      expect(cells.some((cell) => cell.startsWith("'"))).toBe(true);
    },
  );

  it('is one table for several results, with the analysis in the first column', () => {
    const other = resultOf(1, {
      title: 'Cost by account',
      columns: [{ field: 'saving', title: 'Cost', kind: 'money' }],
    });
    const lines = csvOf([resultOf(1), other]).split('\r\n');
    expect(lines[0]).toBe(
      'Analysis,Account id,Account,Region,Instance,Type,Saving per month,Resource type,Tags,Currency,Cost,Resource id',
    );
    expect(lines[2]).toMatch(
      /^Cost by account,111111111111,payments-prod,eu-west-1,,,,.*,1000\.5,/,
    );
    expect(new Set(lines.slice(0, -1).map((line) => line.split(',').length)).size).toBe(1);
  });

  it('keeps columns apart that have the same title', () => {
    const columns = [
      { field: 'instance', title: 'Name', kind: 'text' },
      { field: 'type', title: 'Name', kind: 'text' },
    ] as const;
    expect(csvOf([resultOf(1, { columns })])).toContain(',i-0,t3.large,');
  });

  it('leaves out account and Region where no row has one', () => {
    const nowhere = { accountId: null, accountName: null, region: null, resourceId: null };
    const findings = [fakeFinding(0, { ...nowhere, resourceType: null, tags: {} })];
    expect(csvOf([resultOf(1, { findings })])).toMatch(
      /^Instance,Type,Saving per month,Currency\r\n/,
    );
  });

  it('has its titles alone when nothing was found', () => {
    expect(csvOf([resultOf(0)])).toBe('Instance,Type,Saving per month,Currency\r\n');
  });

  it('begins with a byte order mark only when asked to', () => {
    const report = reportOf([resultOf(1)]);
    expect(text(writeCsv(report))).toMatch(/^Account id/);
    expect(text(writeCsv(report, { byteOrderMark: true }))).toMatch(/^\uFEFFAccount id/);
  });
});
