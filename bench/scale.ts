import type { RunsReport } from './analyzer-runs.ts';
import type { Figure } from './figures.ts';
import { type SampleProcess, startSample } from './sample-process.ts';

/** How many resources an organisation has in which so many are read by tag coverage: it reads five types of all. */
const RESOURCES_PER_ROW = 2.65;

/** Memory that the process of the analyzer may take while a million rows go through it. */
const MOST_MEMORY_MIB = 350;

/** A check whose findings are many: a row for each data store without a classification tag. */
const CHECK = 'inv.tags.classification';
const COUNTED = 'inv.tags.coverage';

const IDENTICAL = 10;

/** How much goes through one analyzer how fast, and what that takes of memory. The organisation has a process of its own. */
export async function measureRows(rows: number): Promise<readonly Figure[]> {
  return withSample(Math.ceil(rows * RESOURCES_PER_ROW), async (sample) => {
    const counted = await sample.run({ ids: [COUNTED], atOnce: 1, passes: 1 });
    need(counted.rows >= rows * 0.95, `${COUNTED} read ${counted.rows} rows`);
    const checked = await sample.run({ ids: [CHECK], atOnce: 1, passes: 1 });
    const { peakMiB } = await sample.report();
    return [
      ...rowFigures(COUNTED, counted),
      ...rowFigures(CHECK, checked),
      { name: 'sample organisation: peak memory', value: peakMiB, unit: 'MiB' },
    ];
  });
}

function rowFigures(analyzer: string, report: RunsReport): readonly Figure[] {
  need(report.cuts.length === 0, report.cuts.join('; '));
  const seconds = (report.elapsedMs[0] ?? Number.NaN) / 1000;
  const note = `${report.rows} rows, ${report.findings} findings, in ${seconds.toFixed(1)} s`;
  const aim = { below: MOST_MEMORY_MIB };
  return [
    { name: `${analyzer}: rows`, value: report.rows / seconds, unit: '/s', note },
    { name: `${analyzer}: peak memory`, value: report.peakMiB, unit: 'MiB', aim },
  ];
}

/** All analyzers at once on the sample organisation as it is delivered, then again. */
export async function measureAnalyzers(): Promise<readonly Figure[]> {
  return withSample(SAMPLE_RESOURCES, async (sample) => {
    const { elapsedMs, slowest } = await sample.run({ ids: [], atOnce: 1, passes: 2 });
    const [cold = Number.NaN, warm = Number.NaN] = elapsedMs;
    return [
      {
        name: 'all analyzers, cold',
        value: cold / 1000,
        unit: 's',
        aim: { below: 10 },
        note: `slowest: ${slowest[0]}`,
      },
      { name: 'all analyzers, warm', value: warm / 1000, unit: 's', aim: { below: 1 } },
    ];
  });
}

/** Identical questions at the same time: the requests at the endpoint are those of one. */
export async function measureIdentical(): Promise<readonly Figure[]> {
  const requestsOf = (atOnce: number) =>
    withSample(SAMPLE_RESOURCES, async (sample) => {
      await sample.run({ ids: [CHECK], atOnce, passes: 1 });
      return (await sample.report()).requests;
    });
  const [one, ten] = [await requestsOf(1), await requestsOf(IDENTICAL)];
  return [
    {
      name: `requests of ${IDENTICAL} identical questions, of one`,
      value: ten / one,
      unit: 'x',
      aim: { below: 1.001 },
      note: `${ten} and ${one} HTTP requests`,
    },
  ];
}

const SAMPLE_RESOURCES = 4_000;

async function withSample<Result>(
  resources: number,
  measure: (sample: SampleProcess) => Promise<Result>,
): Promise<Result> {
  const sample = await startSample({ resources });
  try {
    return await measure(sample);
  } finally {
    await sample.stop();
  }
}

/** @throws when a figure would not be what its name says. */
function need(holds: boolean, problem: string): void {
  if (!holds) throw new Error(`The measurement is void: ${problem}.`);
}
