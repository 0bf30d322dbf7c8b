import type { Block, TableBlock } from '../../pipeline-server/contracts/document.ts';
import type { Report } from './report.ts';

/** The end of a report for reading: coverage, gaps and receipts, then the hash of every API answer and of the data. */
export function proofBlocks(report: Report): readonly Block[] {
  return [
    ...report.proof,
    { kind: 'heading', text: 'Evidence' },
    {
      kind: 'paragraph',
      text: [
        'Each line is one answer of an AWS API, with the hash of its request and answer. Where answers are kept, ',
        { code: 'xops evidence show <hash>' },
        ' opens one.',
      ],
    },
    evidenceTable(report),
    {
      kind: 'facts',
      facts: [{ label: 'Data of this report', text: [{ code: report.dataHash }] }],
    },
  ];
}

/** Where the report comes from: question, source, time, person. */
export function originFacts(report: Report): readonly (readonly [label: string, text: string])[] {
  const { question, understoodAs, createdBy, results } = report;
  const sources = new Set(results.map(({ receipt }) => receipt.awsSource));
  const facts: readonly (readonly [string, string])[] = [
    ['Question', question ?? ''],
    ['Understood as', understoodAs],
    ['AWS source', [...sources].join(', ')],
    ['Created', `${minuteOf(report)} by ${createdBy}`],
  ];
  return facts.filter(([, text]) => text !== '');
}

/** `2026-11-23 04:00 UTC`. */
export function minuteOf({ createdAt }: Report): string {
  return `${createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function evidenceTable({ evidence }: Report): TableBlock {
  return {
    kind: 'table',
    columns: [
      ...['API', 'Answered (UTC)', 'Where'].map(column('left')),
      column('right')('Items'),
      column('left')('SHA-256'),
    ],
    rows: evidence.map(({ api, at, accountId, region, items, id }) => {
      const where = [accountId, region].filter((place) => place !== null).join(' ') || '–';
      return [api, timeText(at), where, String(items), id.replace(/^sha256:/, '')];
    }),
  };
}

/** `2026-11-23 04:00:12` of a time in ISO 8601. */
function timeText(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

function column(align: 'left' | 'right') {
  return (title: string) => ({ title, align, essential: true });
}
