import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import type { SourceStatus } from '../../aws/config-reader.ts';
import { type ConfigRow, flagAt } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { configGaps, isActive, type RecordedPlace, readPlaces } from '../coverage.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { numberFigure } from '../sentence.ts';

interface CoverageData {
  readonly accounts: readonly Account[];
  readonly places: readonly RecordedPlace[];
  readonly recorders: readonly ConfigRow[];
  readonly statuses: readonly SourceStatus[];
}

/** `inv.config.coverage`: accounts and Regions that AWS Config does not, or not fully, record. */
export const configCoverage = defineAnalyzer<CoverageData>({
  id: 'inv.config.coverage',
  finds: {
    one: 'place that AWS Config does not fully record',
    many: 'places that AWS Config does not fully record',
  },
  columns: [ACCOUNT, REGION, column('problem', 'Problem'), SEVERITY],
  advice: {
    verb: 'Turn on AWS Config in',
    one: 'place',
    many: 'places',
    action: 'Turn on recording of all types in each account and Region.',
    effort: 'medium',
    basis: 'config',
  },
  read: readCoverage,
  rows: coverageRows,
  summarise: (_rows, { places }, { entry }) => ({
    headlines: [
      {
        label: 'Accounts and Regions recorded',
        value: places.length,
        kind: 'number',
        source: entry.source,
      },
    ],
    clause: ['; ', numberFigure(places.length), ' places are recorded'],
    chart: null,
    notes: ['A Region in which no account records anything is not known of and cannot be named.'],
  }),
});

async function readCoverage(
  readers: Readers,
  { entry, parameters }: AnalysisRequest,
): Promise<CoverageData> {
  const [accounts, places, recorders, statuses] = await Promise.all([
    readers.organization.accounts(),
    readPlaces(readers),
    readers.config.select(entry.sql, parameters),
    readers.config.sourceStatuses(),
  ]);
  return { accounts, places, recorders, statuses };
}

/** Places without recording, failed aggregation, and recorders that record only a part. Pure. */
export function coverageRows(data: CoverageData, { entry }: AnalysisRequest): readonly Row[] {
  const severity = severityOf(entry);
  const gaps = configGaps(data.accounts.filter(isActive), data.places, data.statuses);
  const missing = gaps.map(({ accountId, region, detail }) =>
    gapRow({ accountId, region, problem: detail, severity, evidence: [] }),
  );
  const partial = data.recorders.flatMap((row) => {
    const problem = recorderProblem(row);
    if (problem === null) return [];
    const { accountId, region, evidence } = row;
    return [gapRow({ accountId, region, problem, severity, evidence: [evidence] })];
  });
  return ordered([...missing, ...partial]);
}

function recorderProblem(row: ConfigRow): string | null {
  if (flagAt(row, 'configuration.Recording') === false) return 'The recorder is stopped.';
  const all = flagAt(row, 'configuration.RecordingGroup.AllSupported');
  return all === false ? 'The recorder leaves out resource types.' : null;
}

function gapRow(gap: {
  accountId: string | null;
  region: string | null;
  problem: string;
  severity: Row['severity'];
  evidence: readonly string[];
}): Row {
  const { accountId, region, problem, severity, evidence } = gap;
  return {
    id: `${accountId}/${region ?? 'all'}/${problem}`,
    severity,
    accountId,
    region,
    resourceId: null,
    resourceType: 'AWS::Config::ConfigurationRecorder',
    tags: {},
    monthlySaving: null,
    fields: { problem },
    evidence,
  };
}
