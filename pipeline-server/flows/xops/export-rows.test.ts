import { describe, expect, it } from 'vitest';
import { fakeFinding, fakeResult } from '../../test/fake-analyzers.ts';
import { exportRows, toCsv, toJson } from './export-rows.ts';

function csvOf(instance: string): string {
  const fields = { instance, type: 't3.large', saving: -5 };
  return toCsv(exportRows(fakeResult(1, { findings: [fakeFinding(0, { fields })] })));
}

describe('exportRows', () => {
  it('gives raw values with account and currency', () => {
    expect(exportRows(fakeResult(1))).toEqual({
      header: [
        'Account id',
        'Account',
        'Region',
        'Instance',
        'Type',
        'Saving per month',
        'Currency',
      ],
      rows: [['111111111111', 'payments-prod', 'eu-west-1', 'i-0', 't3.large', 1000.5, 'USD']],
    });
  });
});

describe('toCsv', () => {
  it.each(['=HYPERLINK("x")', '+1', '-1+2', '@SUM(A1)', '\t=1', '  =1', '\r=1'])(
    'does not let %j run as a formula',
    (text) => {
      expect(csvOf(text)).toContain(`'${text.replaceAll('"', '""')}`);
    },
  );

  it('leaves negative numbers as numbers', () => {
    expect(csvOf('x')).toContain(',-5,USD');
  });

  it('quotes commas, quotes and newlines', () => {
    expect(csvOf('a,"b"\nc')).toContain('"a,""b""\nc"');
  });
});

describe('toJson', () => {
  it('keeps a title that is a key of every object', () => {
    const columns = [{ field: 'instance', title: '__proto__', kind: 'text' } as const];
    const text = toJson(exportRows(fakeResult(1, { columns })));
    expect(text).toContain('"__proto__": "i-0"');
  });
});
