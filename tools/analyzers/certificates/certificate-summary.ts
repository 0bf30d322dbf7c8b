import type { Chart, SentencePart } from '../../../pipeline-server/contracts/results.ts';
import type { AnalysisRequest, Summary } from '../analyzer.ts';
import type { Row } from '../row.ts';
import { numberFigure } from '../sentence.ts';

/** Days left, up to and including, by which certificates are counted. */
const BUCKETS: readonly { readonly label: string; readonly upTo: number }[] = [
  { label: 'expired', upTo: -1 },
  { label: '0–7 days', upTo: 7 },
  { label: '8–30 days', upTo: 30 },
  { label: '31–60 days', upTo: 60 },
  { label: '61–90 days', upTo: 90 },
  { label: 'over 90 days', upTo: Number.POSITIVE_INFINITY },
];

/** Days within which an end is worth a word. */
const SOON = 30;

/** How many have expired and how many end soon, and a picture of the days left. */
export function certificateSummary(
  rows: readonly Row[],
  { entry: { source }, parameters }: AnalysisRequest,
): Omit<Summary, 'notes'> {
  const days = rows.flatMap((row) => daysLeft(row) ?? []);
  const expired = days.filter((left) => left < 0).length;
  const soon = days.filter((left) => left >= 0 && left <= SOON).length;
  const figure = { kind: 'number', source } as const;
  return {
    headlines: [
      { label: 'Expired', value: expired, ...figure },
      { label: `End within ${SOON} days`, value: soon, ...figure },
      ...(parameters.days === null
        ? []
        : [{ label: 'Days asked for', value: parameters.days, ...figure }]),
    ],
    clause: endClause({ all: rows.length, expired, soon }),
    chart: daysLeftChart(days),
  };
}

/** "; 10 have expired, 17 end within 30 days"; nothing where that is what the rows are. */
function endClause({
  all,
  expired,
  soon,
}: Readonly<Record<'all' | 'expired' | 'soon', number>>): readonly SentencePart[] {
  if (expired === all || soon === all) return [];
  const past = [numberFigure(expired), expired === 1 ? ' has expired' : ' have expired'];
  const next = [numberFigure(soon), ` ${soon === 1 ? 'ends' : 'end'} within ${SOON} days`];
  const told = [...(expired === 0 ? [] : [past]), ...(soon === 0 ? [] : [next])];
  return told.flatMap((words, index) => [index === 0 ? '; ' : ', ', ...words]);
}

function daysLeft({ fields }: Row): number | null {
  const left = fields['daysLeft'];
  return typeof left === 'number' ? left : null;
}

function daysLeftChart(days: readonly number[]): Chart | null {
  const values = BUCKETS.map(({ upTo }, index) => {
    const above = BUCKETS[index - 1]?.upTo ?? Number.NEGATIVE_INFINITY;
    return days.filter((left) => left > above && left <= upTo).length;
  });
  if (values.filter((value) => value > 0).length < 2) return null;
  return {
    kind: 'bar',
    title: 'Certificates by days left',
    unit: 'certificates',
    labels: BUCKETS.map(({ label }) => label),
    series: [{ name: 'Certificates', values }],
  };
}
