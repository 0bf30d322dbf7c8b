import type { WriteSheet } from 'hucre/xlsx';
import { writeXlsx as encode } from 'hucre/xlsx';
import type { Report } from './report.ts';
import { createSheetNames } from './sheet-names.ts';
import type { Grid, GridValue } from './xlsx-grid.ts';
import { gridSheet } from './xlsx-grid.ts';
import { coverageGrid, evidenceGrid, gapGrid, receiptGrid } from './xlsx-proof.ts';
import { resultGrid } from './xlsx-result.ts';

/**
 * Writes a workbook: what the report is, one sheet per analysis, the options, and coverage, gaps, receipt and evidence.
 * Cells are typed (amounts with their currency, days, times); text is never a formula.
 */
export async function writeXlsx(report: Report): Promise<Uint8Array> {
  const { title, createdAt } = report;
  const properties = { title, creator: 'xOps', created: createdAt, modified: createdAt };
  return await encode({ sheets: [...sheetsOf(report)], properties });
}

/** Names that analyses must not take. */
const OWN_NAMES = ['Summary', 'Options', 'Coverage', 'Gaps', 'Receipt', 'Evidence'];

function sheetsOf(report: Report): readonly WriteSheet[] {
  const nameOf = createSheetNames(OWN_NAMES);
  const results = report.results.map((result) => resultGrid(result, nameOf(result.title)));
  const proof = [coverageGrid(report), gapGrid(report), receiptGrid(report), evidenceGrid(report)];
  return [summaryGrid(report), ...results, optionGrid(report), ...proof]
    .filter((grid) => grid.rows.length > 0 || !isOptional(grid))
    .map(gridSheet);
}

function isOptional({ name }: Grid): boolean {
  return name === 'Options' || name === 'Gaps';
}

function summaryGrid(report: Report): Grid {
  const { title, question, understoodAs, createdAt, createdBy, dataHash, results } = report;
  const sources = new Set(results.map(({ receipt }) => receipt.awsSource));
  const facts: readonly (readonly GridValue[])[] = [
    ['Report', title],
    ['Question', question],
    ['Understood as', understoodAs],
    ['AWS source', [...sources].join(', ')],
    ['Created (UTC)', createdAt.toISOString()],
    ['Created by', createdBy],
    ['SHA-256 of the data', dataHash],
  ];
  const headlines = results.flatMap((result) =>
    result.headlines.map(({ label, value, currency }) => [
      label,
      currency === undefined ? rounded(value) : `${currency} ${rounded(value)}`,
    ]),
  );
  return {
    name: 'Summary',
    columns: [
      { title: 'What', format: '@' },
      { title: 'Value', format: '@' },
    ],
    rows: [...facts, ...headlines].filter(([, value]) => value !== null && value !== ''),
  };
}

/** Sums in binary have digits that nobody meant. */
function rounded(value: string | number): string {
  return typeof value === 'number' ? String(Number(value.toFixed(2))) : value;
}

function optionGrid({ recommendations }: Report): Grid {
  const text = (title: string) => ({ title, format: '@' });
  return {
    name: 'Options',
    columns: [
      { title: 'Option', format: '0' },
      text('What'),
      text('Action'),
      { title: 'Saving per month', format: '#,##0.00' },
      text('Currency'),
      { title: 'Of the bill', format: '0.0%' },
      { title: 'Risk (0–100)', format: '0' },
      text('Effort'),
      { title: 'Confidence', format: '0%' },
      text('Why this confidence'),
      text('Mapped evidence for'),
    ],
    rows: recommendations.map((option) => [
      option.rank,
      option.title,
      option.action,
      option.monthlySaving?.amount ?? null,
      option.monthlySaving?.currency ?? null,
      option.shareOfBill,
      option.risk,
      option.effort,
      option.confidence,
      option.confidenceReason,
      option.controls.join(', '),
    ]),
  };
}
