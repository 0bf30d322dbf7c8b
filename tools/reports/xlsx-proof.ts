import { canonicalJson } from '../../pipeline-server/contracts/canonical-json.ts';
import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';
import type { Report } from './report.ts';
import type { Grid, GridColumn, GridValue } from './xlsx-grid.ts';
import { toDate } from './xlsx-result.ts';

const TEXT = '@';
const COUNT = '#,##0';
const TIME = 'yyyy-mm-dd hh:mm:ss';
const FEE = '[$USD] #,##0.00';

/** What was seen of what was asked for, one row per analysis. */
export function coverageGrid({ results }: Report): Grid {
  return {
    name: 'Coverage',
    columns: [
      ...columnsOf(TEXT, ['Analysis']),
      ...columnsOf(COUNT, [
        'Accounts asked',
        'Accounts answered',
        'Regions asked',
        'Regions answered',
        'Rows here',
        'Rows found',
      ]),
      ...columnsOf(TIME, ['Data as of']),
      ...columnsOf(TEXT, ['Period', 'From', 'To (exclusive)', 'Estimated', 'Cut off']),
    ],
    rows: results.map(coverageRow),
  };
}

function coverageRow({ title, coverage, findings, total }: AnalysisResult): readonly GridValue[] {
  const { period } = coverage;
  return [
    title,
    coverage.accountsAsked,
    coverage.accountsAnswered,
    coverage.regionsAsked,
    coverage.regionsAnswered,
    findings.length,
    total,
    timeOf(coverage.dataTime),
    period?.label ?? null,
    period?.start ?? null,
    period?.end ?? null,
    coverage.estimated ? 'yes' : 'no',
    coverage.truncated.join('; '),
  ];
}

/** Accounts and Regions that could not be seen, and analyses that gave no answer. */
export function gapGrid({ results, failures }: Report): Grid {
  const gaps = results.flatMap(({ title, coverage }) =>
    coverage.gaps.map((gap) => [
      title,
      gap.accountId,
      gap.accountName,
      gap.region,
      gap.reason,
      gap.detail,
    ]),
  );
  const unanswered = failures.map(({ title, message }) => {
    return [title, null, null, null, 'not answered', message];
  });
  const titles = ['Analysis', 'Account id', 'Account', 'Region', 'Reason', 'Detail'];
  return { name: 'Gaps', columns: columnsOf(TEXT, titles), rows: [...gaps, ...unanswered] };
}

/** The calls that each analysis made and what AWS charges for them. */
export function receiptGrid({ results }: Report): Grid {
  return {
    name: 'Receipt',
    columns: [
      ...columnsOf(TEXT, ['Analysis', 'AWS source', 'API']),
      ...columnsOf(COUNT, ['Requests', 'Answers from the cache']),
      ...columnsOf(FEE, ['AWS request fee']),
      ...columnsOf(TEXT, ['Model']),
    ],
    rows: results.flatMap(({ title, receipt }) =>
      receipt.apis.map((use) => [
        title,
        receipt.awsSource,
        use.api,
        use.requests,
        use.cached,
        use.costUsd,
        receipt.model ?? 'none',
      ]),
    ),
  };
}

/** The API answers that the report rests on, with their hashes. */
export function evidenceGrid({ evidence }: Report): Grid {
  return {
    name: 'Evidence',
    columns: [
      ...columnsOf(TEXT, ['API']),
      ...columnsOf(TIME, ['Answered (UTC)']),
      ...columnsOf(TEXT, ['Account id', 'Region']),
      ...columnsOf(COUNT, ['Items']),
      ...columnsOf(TEXT, ['SHA-256 of request and answer', 'Request']),
    ],
    rows: evidence.map(({ api, at, accountId, region, items, id, request }) => {
      return [api, timeOf(at), accountId, region, items, id, canonicalJson(request)];
    }),
  };
}

function columnsOf(format: string, titles: readonly string[]): readonly GridColumn[] {
  return titles.map((title) => ({ title, format }));
}

function timeOf(text: string | null): GridValue {
  return text === null ? null : (toDate(text) ?? text);
}
