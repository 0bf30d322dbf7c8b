import type { Money } from '../../../pipeline-server/contracts/findings.ts';
import { type ConfigRow, textAt, textsAt } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, NAME, REGION, RESOURCE, SAVING } from '../columns.ts';
import { resourceRow } from '../config-check.ts';
import { sumSavings } from '../grouped.ts';
import { byNumber, bySaving, ordered } from '../order.ts';
import { ownSaving } from '../own-saving.ts';
import { DAY_MS } from '../periods.ts';
import type { Row } from '../row.ts';
import { readUnitPrices, type UnitPrices } from '../unit-prices.ts';
import { storagePrice } from './config-checks.ts';

/** Stopped longer than this is a finding (Security Hub EC2.4). */
const STOPPED_DAYS = 30;
const VOLUMES = 'configuration.blockDeviceMappings.ebs.volumeId';

interface StoppedData {
  readonly instances: readonly ConfigRow[];
  readonly volumes: readonly ConfigRow[];
  readonly prices: UnitPrices;
}

/** `cost.ec2.stopped`: a stopped instance costs nothing, its volumes do. */
export const stoppedInstances = defineAnalyzer<StoppedData>({
  id: 'cost.ec2.stopped',
  finds: ({ parameters }) => {
    const long = `stopped for more than ${parameters.days ?? STOPPED_DAYS} days`;
    return { one: `EC2 instance ${long}`, many: `EC2 instances ${long}` };
  },
  columns: [
    RESOURCE,
    NAME,
    ACCOUNT,
    REGION,
    column('instanceType', 'Type'),
    column('daysStopped', 'Days stopped', 'number'),
    column('volumes', 'Volumes', 'number'),
    SAVING,
  ],
  advice: {
    verb: 'Terminate',
    one: 'stopped instance',
    many: 'stopped instances',
    action: 'Keep an image of each instance, then terminate it and its volumes.',
    effort: 'low',
    basis: 'own',
  },
  read: readStopped,
  rows: stoppedRows,
  summarise: (rows, { instances }, { entry, parameters }) => {
    const { headlines, clause } = ownSaving(rows, 'terminating {them}', entry.source);
    const days = parameters.days ?? STOPPED_DAYS;
    const threshold = { label: 'Days stopped, at least', value: days, kind: 'number' as const };
    return {
      clause,
      headlines: [...headlines, { ...threshold, source: entry.source }],
      notes: [
        'The saving is what the attached volumes cost, at your own unit prices of the last month.',
        ...undatedNote(instances.length - rows.length),
      ],
    };
  },
});

function undatedNote(left: number): readonly string[] {
  if (left === 0) return [];
  return [
    `${left} more are stopped, for a shorter time or for an unknown one, or lie outside the filter.`,
  ];
}

async function readStopped(
  readers: Readers,
  { entry, parameters, now }: AnalysisRequest,
): Promise<StoppedData> {
  const [instances, prices] = await Promise.all([
    readers.config.select(entry.sql, parameters),
    readUnitPrices(readers, now),
  ]);
  const volumes = await readers.config.byId({
    resourceType: 'AWS::EC2::Volume',
    key: 'resourceId',
    resources: instances.flatMap((row) =>
      textsAt(row, VOLUMES).map((id) => ({ id, accountId: row.accountId, region: row.region })),
    ),
    properties: ['configuration.size', 'configuration.volumeType'],
  });
  return { instances, volumes, prices };
}

/** Dearest, then longest stopped first. Pure. */
export function stoppedRows(
  { instances, volumes, prices }: StoppedData,
  { entry, parameters, now }: AnalysisRequest,
): readonly Row[] {
  const byId = new Map(volumes.map((row) => [row.resourceId, row]));
  const minimum = parameters.days ?? STOPPED_DAYS;
  const rows = instances.flatMap((row) => {
    const days = daysStopped(row, now);
    if (days === null || days <= minimum) return [];
    const attached = textsAt(row, VOLUMES).flatMap((id) => byId.get(id) ?? []);
    const fields = {
      name: resourceRow(row, 'LOW').fields['name'] ?? null,
      instanceType: textAt(row, 'configuration.instanceType'),
      daysStopped: days,
      volumes: textsAt(row, VOLUMES).length,
    };
    const monthlySaving = volumesPrice(attached, prices);
    const evidence = [row.evidence, ...attached.map((volume) => volume.evidence)];
    return [{ ...resourceRow(row, severityOf(entry)), monthlySaving, fields, evidence }];
  });
  return ordered(rows, bySaving, byNumber('daysStopped'));
}

/** Days since the date in `User initiated (2026-08-01 03:12:45 GMT)`; null when there is none. */
export function daysStopped(row: ConfigRow, now: Date): number | null {
  const reason = textAt(row, 'configuration.stateTransitionReason') ?? '';
  const date = /\((\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(reason);
  if (date === null) return null;
  const time = Date.parse(`${date[1]}T${date[2]}Z`);
  return Number.isNaN(time) ? null : Math.floor((now.getTime() - time) / DAY_MS);
}

/** What the volumes cost; null as soon as one of them has no price, since a part would pass for the whole. */
function volumesPrice(volumes: readonly ConfigRow[], prices: UnitPrices): Money | null {
  const priced = volumes.map((row) => ({ monthlySaving: storagePrice(row, prices) }));
  return priced.every(({ monthlySaving }) => monthlySaving !== null) ? sumSavings(priced) : null;
}
