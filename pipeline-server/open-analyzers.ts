import { createAnalyzers } from '../tools/analyzers/create-analyzers.ts';
import { type ThresholdSettings, thresholdProblems } from '../tools/analyzers/thresholds.ts';
import type { AwsSource } from '../tools/aws/source.ts';
import { createSpendGuard } from '../tools/aws/spend-guard.ts';
import {
  type CostExplorerFocusReader,
  createCostExplorerFocus,
} from '../tools/focus/cost-explorer-focus.ts';
import { type Config, ConfigError } from './config.ts';
import type { Analyzers } from './contracts/analysis.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { AnswerKeeper } from './contracts/reports.ts';
import type { SpendLedger } from './contracts/spending.ts';
import { parseFaults } from './sample-faults.ts';
import { createMemorySpendLedger } from './state/spend-ledger.ts';

/** What analyzers are opened with. */
export interface AnalyzerServices {
  readonly clock: Clock;
  readonly log: Logger;
  /** Counts what is spent; in memory without it. */
  readonly ledger?: SpendLedger;
  /** Keeps what AWS answered; nothing is kept without it. */
  readonly answers?: AnswerKeeper | undefined;
  /** How often this server changed something in AWS; never without it. */
  readonly changes?: () => number;
  /** Thresholds that differ from their defaults. */
  readonly thresholds?: ThresholdSettings;
}

/** Analyzers over the AWS source of the settings. */
export interface OpenedAnalyzers {
  readonly analyzers: Analyzers;
  /** Cost Explorer as FOCUS columns, over the same source. */
  readonly focus: CostExplorerFocusReader;
  readonly awsSource: Pick<AwsSource, 'kind' | 'label'>;
  /** Where approved changes are made; nowhere without it. */
  readonly writeSource?: Pick<AwsSource, 'endpoint' | 'region' | 'credentials'>;
  /** Stops the sample organisation where that is the source. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the AWS source of the settings: the sample organisation on a free loopback port, or your organization. Real
 * credentials are looked for only where the settings say `live`. No SDK is loaded before the first question.
 * @throws ConfigError when the faults of the sample organisation cannot be read, or a threshold does not exist.
 */
export async function openAnalyzers(
  aws: Config['aws'],
  services: AnalyzerServices,
): Promise<OpenedAnalyzers> {
  const {
    clock,
    log,
    answers,
    changes,
    thresholds = {},
    ledger = createMemorySpendLedger(),
  } = services;
  const problems = thresholdProblems(thresholds);
  if (problems.length > 0) throw new ConfigError(problems);
  const { source, close } =
    aws.source === 'sample'
      ? await openSampleOrganisation(aws, clock)
      : { source: liveSource(aws), close: () => Promise.resolve() };
  const spend = createSpendGuard({ limits: aws.limits, ledger, clock });
  const ports = { spend, keepAnswer: answers?.keep, changes };
  return {
    analyzers: createAnalyzers({ source, clock, log, thresholds, ...ports }),
    focus: createCostExplorerFocus({ source, clock, ...ports }),
    awsSource: source,
    writeSource: source,
    close,
  };
}

/** Accounts of the sample organisation can be entered by a role of any name, but for those that refuse. */
const SAMPLE_ROLE = 'xops-read-only';

interface OpenedSource {
  readonly source: AwsSource;
  readonly close: () => Promise<void>;
}

async function openSampleOrganisation(aws: Config['aws'], clock: Clock): Promise<OpenedSource> {
  const { seed, accounts, resources, poison } = aws.sample;
  const faults = parseFaults(aws.sample.faults);
  const { startSampleOrganisation } = await import(
    '../tools/sample-org/start-sample-organisation.ts'
  );
  const organisation = await startSampleOrganisation({
    seed,
    accounts,
    poison,
    ...(resources === null ? {} : { resources }),
    clock: () => clock.now(),
    faults,
  });
  const source: AwsSource = {
    kind: 'sample',
    label: 'sample organisation',
    endpoint: organisation.endpoint,
    region: organisation.homeRegion,
    credentials: organisation.credentials,
    memberRole: aws.memberRole ?? SAMPLE_ROLE,
    configAggregator: aws.configAggregator,
  };
  return { source, close: organisation.close };
}

/** Your organization, by the SDK's own chain of credentials. */
export function liveSource(aws: Config['aws']): AwsSource {
  return {
    kind: 'live',
    label: 'live',
    endpoint: null,
    region: aws.region ?? '',
    credentials: null,
    memberRole: aws.memberRole,
    configAggregator: aws.configAggregator,
  };
}
