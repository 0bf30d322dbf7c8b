import { describe, expect, it } from 'vitest';
import type { Sentence } from '../../pipeline-server/contracts/results.ts';
import { plainText } from '../../pipeline-server/flows/xops/document.ts';
import { writeSentence } from '../../pipeline-server/flows/xops/write-sentence.ts';
import { certificateSummary } from './certificates/certificate-summary.ts';
import { historyRows } from './cost/history.ts';
import { historyChart } from './cost/history-chart.ts';
import { ownSaving } from './own-saving.ts';
import type { Row } from './row.ts';
import { severityChart, severityClause } from './security/severity-summary.ts';
import { costLine, requestFor } from './test/fake-readers.ts';
import { totalRow } from './total-row.ts';

function written(sentence: Sentence): string {
  return plainText(writeSentence(sentence, { currencyDecimals: 2 }));
}

function row(changes: Partial<Row>): Row {
  return { ...totalRow({ id: 'r', severity: 'LOW', fields: {}, evidence: [] }), ...changes };
}

const usd = (amount: number) => ({ amount, currency: 'USD' });

describe('ownSaving', () => {
  it('adds up what is priced and says how much is not', () => {
    const rows = [row({ monthlySaving: usd(1.5) }), row({ monthlySaving: usd(2) }), row({})];
    const { clause, headlines } = ownSaving(rows, 'deleting {them}', 'config');
    expect(written(clause)).toBe(
      '; deleting them saves USD 3.50 a month (our calculation from your own unit prices; 1 not priced)',
    );
    expect(headlines).toMatchObject([{ value: 3.5, kind: 'money' }, { value: 1 }]);
  });

  it('speaks of one resource in the singular', () => {
    const { clause } = ownSaving([row({ monthlySaving: usd(7) })], 'releasing {them}', 'config');
    expect(written(clause)).toMatch(/^; releasing it saves USD 7\.00 a month/);
  });

  it('never shows zero for what has no price', () => {
    expect(written(ownSaving([row({})], 'deleting {them}', 'config').clause)).toBe('; not priced');
    expect(ownSaving([], 'deleting {them}', 'config').clause).toEqual([]);
  });
});

describe('certificateSummary', () => {
  const ending = (...days: readonly number[]) =>
    certificateSummary(
      days.map((daysLeft) => row({ fields: { daysLeft } })),
      requestFor('cert.dashboard'),
    );

  it('counts what has ended, what ends soon, and the rest by days left', () => {
    const { clause = [], chart } = ending(-3, 0, 7, 8, 60, 400);
    expect(written(clause)).toBe('; 1 has expired, 3 end within 30 days');
    expect(chart?.series[0]?.values).toEqual([1, 2, 1, 1, 0, 1]);
  });

  it('says nothing that all certificates have in common', () => {
    expect(ending(-1, -2).clause).toEqual([]);
    expect(ending(400, 500).clause).toEqual([]);
    expect(ending(400, 500).chart).toBeNull();
  });
});

describe('severities', () => {
  const rows = [
    row({ severity: 'HIGH', accountId: 'a' }),
    row({ severity: 'CRITICAL', accountId: 'b' }),
    row({ severity: 'HIGH', accountId: 'b' }),
  ];

  it('are counted worst first, unless there is one only', () => {
    expect(written(severityClause(rows))).toBe(': 1 CRITICAL, 2 HIGH');
    expect(severityClause(rows.slice(0, 1))).toEqual([]);
  });

  it('are stacked for the accounts with most findings', () => {
    expect(severityChart(rows)).toMatchObject({
      labels: ['b', 'a'],
      series: [
        { name: 'CRITICAL', values: [1, 0] },
        { name: 'HIGH', values: [1, 1] },
      ],
    });
    expect(severityChart(rows.slice(1))).toBeNull();
  });
});

describe('historyChart', () => {
  const month = (start: string, costs: Readonly<Record<string, string>>) =>
    Object.entries(costs).map(([service, cost]) => costLine([service, 'Usage'], cost, { start }));

  function chartOf(lines: ReturnType<typeof month>) {
    const request = requestFor('cost.history');
    return historyChart(historyRows(lines, request), lines, request.parameters);
  }

  it('stacks services over several months, the small ones as one layer', () => {
    const costs = { A: '9', B: '8', C: '7', D: '6', E: '5', F: '4', G: '3', H: '2' };
    const chart = chartOf([...month('2026-10-01', { A: '1' }), ...month('2026-09-01', costs)]);
    expect(chart).toMatchObject({ kind: 'stacked-bar', labels: ['Sep 2026', 'Oct 2026'] });
    expect(chart?.series).toHaveLength(7);
    expect(chart?.series.at(-1)).toEqual({ name: 'others', values: [5, 0] });
  });

  it('draws a bar for each service of one month', () => {
    const chart = chartOf(month('2026-10-01', { A: '1', B: '2' }));
    expect(chart).toMatchObject({ kind: 'bar', labels: ['B', 'A'] });
    expect(chartOf(month('2026-10-01', { A: '1' }))).toBeNull();
  });
});
