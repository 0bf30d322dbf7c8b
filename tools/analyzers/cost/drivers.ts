import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { Chart } from '../../../pipeline-server/contracts/results.ts';
import type { CostDriver } from '../../aws/cost-reader.ts';
import { type ExactAmount, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { ordered } from '../order.ts';
import { inPeriod } from '../period-words.ts';
import { monthsBetween } from '../periods.ts';
import type { Row } from '../row.ts';
import { counted, moneyFigure, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';
import { comparedPeriods } from './compared-costs.ts';
import { forScope, scopedTitle, spendFilter } from './cost-scope.ts';
import { partialNote } from './history.ts';
import { readUsageDrivers } from './usage-drivers.ts';

/** Drivers, and whether AWS named them or they were computed from usage and unit prices. */
export interface DriversData {
  readonly drivers: readonly CostDriver[];
  readonly origin: 'aws' | 'own';
}

/** `cost.drivers`: what is behind the change between two periods. */
export const costDrivers = defineAnalyzer<DriversData>({
  id: 'cost.drivers',
  finds: { one: 'driver of the change', many: 'drivers of the change' },
  title: (request) => scopedTitle('What drove the change', request),
  measure: column('change', 'Change', 'money'),
  columns: [
    column('service', 'Service'),
    column('driver', 'Driver'),
    column('before', 'Before', 'money'),
    column('after', 'After', 'money'),
    column('change', 'Change', 'money'),
  ],
  advice: null,
  read: readDrivers,
  rows: driverRows,
  summarise: driversSummary,
});

const OWN_NOTE =
  'Computed here: usage change at the earlier unit price, price change at the later usage. AWS names drivers of two whole months only.';
const AWS_NOTE = 'AWS names the ten services that changed most, with their drivers.';

function driversSummary(
  rows: readonly Row[],
  { origin }: DriversData,
  request: AnalysisRequest,
): Summary {
  const { before, after } = comparedPeriods(request);
  return {
    ...largestWords(rows, request),
    notes: [
      `${after.label} against ${before.label}. Credits, refunds and tax are left out.`,
      origin === 'own' ? OWN_NOTE : AWS_NOTE,
      ...partialNote(after, request.now),
    ],
    chart: driversChart(rows),
    period: after,
  };
}

/** "The largest of 24 drivers … is usage change in Amazon RDS, USD 1,200.00". */
function largestWords(
  rows: readonly Row[],
  request: AnalysisRequest,
): Pick<Summary, 'headlines' | 'sentence'> {
  const { before, after } = comparedPeriods(request);
  const { source } = request.entry;
  const [largest] = rows;
  if (largest === undefined) return { headlines: [] };
  const { service, driver, change, currency } = largest.fields;
  const name = `${driver}${service === null ? '' : ` in ${service}`}`;
  const figure = { value: Number(change), currency: String(currency) };
  return {
    headlines: [
      {
        label: `Drivers, ${after.label} against ${before.label}`,
        value: rows.length,
        kind: 'number',
        source,
      },
      { label: `Largest driver, ${name}`, kind: 'money', source, ...figure },
    ],
    sentence: [
      strong(...counted(rows.length, { one: 'driver', many: 'drivers' })),
      ` of the change ${inPeriod(after)}${forScope(request)}; the largest is ${name}, `,
      strong(moneyFigure(figure.value, figure.currency)),
    ],
  };
}

function driversChart(rows: readonly Row[]): Chart | null {
  const bars = rows.map(({ fields }) => ({
    label: `${fields['service'] ?? ''} ${fields['driver']}`.trim(),
    value: Number(fields['change']),
  }));
  const unit = String(rows[0]?.fields['currency'] ?? 'USD');
  return barChart(bars, { title: 'Largest drivers', unit, name: 'Change' });
}

async function readDrivers(readers: Readers, request: AnalysisRequest): Promise<DriversData> {
  const { before, after } = comparedPeriods(request);
  const filter = spendFilter(request.parameters);
  const months = [before, after].every(
    ({ start, end }) =>
      start.endsWith('-01') && end.endsWith('-01') && monthsBetween(start, end) === 1,
  );
  if (months) {
    try {
      const named = { baseline: before, comparison: after, filter };
      return { drivers: await readers.cost.drivers(named), origin: 'aws' };
    } catch (error) {
      // AWS keeps comparisons for a shorter time than costs, and not for every payer.
      if (!(error instanceof AnalysisError) || error.code === 'aborted') throw error;
    }
  }
  return { drivers: await readUsageDrivers(readers, { before, after }, filter), origin: 'own' };
}

/** Largest change first, up or down. Pure. */
function driverRows({ drivers }: DriversData, { entry }: AnalysisRequest): readonly Row[] {
  const rows = drivers
    .filter(({ difference }) => difference !== 0n)
    .map((driver) =>
      totalRow({
        id: `${driver.service ?? ''}/${driver.type}/${driver.name}`,
        severity: severityOf(entry),
        fields: {
          service: driver.service,
          driver:
            driver.name === driver.type
              ? wordsOf(driver.type)
              : `${wordsOf(driver.type)}: ${driver.name}`,
          before: optional(driver.before),
          after: optional(driver.after),
          change: roundedAmount(driver.difference),
          currency: driver.currency,
        },
        evidence: [driver.evidence],
      }),
    );
  return ordered(
    rows,
    (a, b) => Math.abs(Number(b.fields['change'])) - Math.abs(Number(a.fields['change'])),
  );
}

function optional(amount: ExactAmount | null): number | null {
  return amount === null ? null : roundedAmount(amount);
}

/** `USAGE_CHANGE` as `usage change`. */
function wordsOf(type: string): string {
  return /^[A-Z_]+$/.test(type) ? type.toLowerCase().replaceAll('_', ' ') : type;
}
