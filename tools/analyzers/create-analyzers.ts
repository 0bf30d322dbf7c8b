import type { Analyzers } from '../../pipeline-server/contracts/analysis.ts';
import type { Clock, Logger } from '../../pipeline-server/contracts/context.ts';
import { exactUsd } from '../../pipeline-server/contracts/spending.ts';
import { createReaders, type Readers } from '../aws/readers.ts';
import type { ReadingPorts } from '../aws/reading.ts';
import type { AwsSource } from '../aws/source.ts';
import { checkParameters } from './check-parameters.ts';
import { readMonthlyBill } from './ranking/monthly-bill.ts';
import { rankFindings } from './ranking/rank-findings.ts';
import { findAnalyzer, listAnalyzers } from './registry.ts';
import { readRegions, runAnalyzer } from './run-analyzer.ts';
import { type ThresholdSettings, thresholdValues, withSetDays } from './thresholds.ts';

/** What the analyzers are made of. */
export interface AnalyzersOptions extends ReadingPorts {
  readonly source: AwsSource;
  readonly clock: Clock;
  readonly log: Logger;
  /** Thresholds that differ from their defaults. */
  readonly thresholds?: ThresholdSettings;
}

/** The analyzers over one AWS source. Nothing is read and no SDK is loaded before the first run. */
export function createAnalyzers(options: AnalyzersOptions): Analyzers {
  const { source, clock, log, thresholds = {}, ...ports } = options;
  const readersFor = createReaders(source, clock, ports);

  const catalogue = listAnalyzers(thresholds);

  return {
    list: () => catalogue,
    async run(id, asked, context) {
      const started = performance.now();
      const registered = findAnalyzer(id);
      checkParameters(asked);
      const parameters = withSetDays(asked, id, thresholds);
      context.report({ type: 'step', description: registered.entry.title });
      const readers = readersFor(context);
      const result = await runAnalyzer(readers, registered, {
        parameters,
        thresholds: thresholdValues(id, thresholds),
        now: clock.now(),
      });
      const receipt = receiptOf(readers, source, performance.now() - started);
      const { requests, costUsd, elapsedMs } = receipt;
      log.info(
        { analyzer: id, findings: result.total, requests, costUsd, elapsedMs },
        'analysis done',
      );
      return { ...result, receipt };
    },
    async rank(results, context) {
      const priced = results.some(({ findings }) => findings.some((each) => each.monthlySaving));
      const bill = priced ? await readMonthlyBill(readersFor(context), clock.now()) : null;
      return rankFindings(results, bill);
    },
    async organization(context) {
      const readers = readersFor(context);
      const [accounts, regions] = await Promise.all([
        readers.organization.accounts(),
        readRegions(readers),
      ]);
      return { accounts, regions };
    },
  };
}

function receiptOf({ recorder }: Readers, source: AwsSource, elapsed: number) {
  const apis = recorder.uses();
  return {
    awsSource: source.label,
    apis,
    requests: apis.reduce((sum, { requests }) => sum + requests, 0),
    costUsd: exactUsd(apis.reduce((sum, { costUsd }) => sum + costUsd, 0)),
    elapsedMs: Math.round(elapsed),
    model: null,
    place: null,
  };
}
