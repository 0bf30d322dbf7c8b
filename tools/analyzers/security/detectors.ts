import { type ConfigRow, flagAt } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { type RecordedPlace, readPlaces } from '../coverage.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { numberFigure } from '../sentence.ts';
import { totalRow } from '../total-row.ts';

interface DetectorData {
  readonly places: readonly RecordedPlace[];
  readonly detectors: readonly ConfigRow[];
}

/** `sec.guardduty.enabled`: recorded accounts and Regions without an enabled GuardDuty detector. */
export const detectors = defineAnalyzer<DetectorData>({
  id: 'sec.guardduty.enabled',
  finds: { one: 'place without GuardDuty', many: 'places without GuardDuty' },
  columns: [ACCOUNT, REGION, column('problem', 'Problem'), SEVERITY],
  advice: {
    verb: 'Turn on GuardDuty in',
    one: 'place',
    many: 'places',
    action: 'Turn on GuardDuty for the organization, in every Region and for new accounts too.',
    effort: 'low',
    basis: 'config',
  },
  read: readDetectors,
  rows: detectorRows,
  summarise: (_rows, { places }, { entry: { source } }) => {
    const inUse = regional(places).length;
    return {
      headlines: [{ label: 'Accounts and Regions in use', value: inUse, kind: 'number', source }],
      clause: [', of ', numberFigure(inUse), ' accounts and Regions in use'],
      notes: [
        'A place is an account and Region in which Config records resources; where it records nothing, or no detectors, GuardDuty cannot be seen.',
      ],
    };
  },
});

async function readDetectors(
  readers: Readers,
  { entry, parameters }: AnalysisRequest,
): Promise<DetectorData> {
  const [places, found] = await Promise.all([
    readPlaces(readers),
    readers.config.select(entry.sql, parameters),
  ]);
  return { places, detectors: found };
}

function regional(places: readonly RecordedPlace[]): readonly RecordedPlace[] {
  return places.filter(({ region }) => region !== 'global');
}

/** Pure. */
export function detectorRows(data: DetectorData, { entry }: AnalysisRequest): readonly Row[] {
  const found = new Map(data.detectors.map((row) => [keyOf(row), row]));
  const evidence = [...new Set(data.detectors.map((row) => row.evidence))];
  const severity = severityOf(entry);
  const rows = regional(data.places).flatMap((place) => {
    const detector = found.get(keyOf(place));
    if (detector !== undefined && flagAt(detector, 'configuration.Enable') === true) return [];
    const problem = detector === undefined ? 'no detector' : 'the detector is off';
    return [totalRow({ ...place, id: keyOf(place), severity, fields: { problem }, evidence })];
  });
  return ordered(rows);
}

function keyOf({ accountId, region }: Pick<ConfigRow, 'accountId' | 'region'>): string {
  return `${accountId}/${region}`;
}
