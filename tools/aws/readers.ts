import { setMaxListeners } from 'node:events';
import type { Caller, Progress } from '../../pipeline-server/contracts/analysis.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import { type Allowance, openAllowance } from '../../pipeline-server/contracts/spending.ts';
import { type BudgetReader, createBudgetReader } from './budget-reader.ts';
import { type CertificateReader, createCertificateReader } from './certificate-reader.ts';
import { type CommitmentReader, createCommitmentReader } from './commitment-reader.ts';
import { type ConfigReader, createConfigReader } from './config-reader.ts';
import { type CostReader, createCostReader } from './cost-reader.ts';
import { type CostSettingsReader, createCostSettingsReader } from './cost-settings-reader.ts';
import { createDirectoryReader, type DirectoryReader } from './directory-reader.ts';
import { createEfficiencyReader, type EfficiencyReader } from './efficiency-reader.ts';
import { createFindingsReader, type FindingsReader } from './findings-reader.ts';
import { createHubReader, type HubReader } from './hub-reader.ts';
import { createMetricsReader, type MetricsReader } from './metrics-reader.ts';
import { createOptimizerReader, type OptimizerReader } from './optimizer-reader.ts';
import { createOrganizationReader, type OrganizationReader } from './organization-reader.ts';
import { createPostureReader, type PostureReader } from './posture-reader.ts';
import { createReading, type ReadingPorts } from './reading.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';
import type { AwsSource } from './source.ts';

/** The readers of one run, and the books it keeps. */
export interface Readers {
  readonly organization: OrganizationReader;
  readonly config: ConfigReader;
  readonly certificates: CertificateReader;
  readonly cost: CostReader;
  readonly commitments: CommitmentReader;
  readonly costSettings: CostSettingsReader;
  readonly budgets: BudgetReader;
  readonly hub: HubReader;
  readonly efficiency: EfficiencyReader;
  readonly optimizer: OptimizerReader;
  readonly findings: FindingsReader;
  readonly metrics: MetricsReader;
  readonly posture: PostureReader;
  readonly directory: DirectoryReader;
  readonly recorder: RunRecorder;
}

/** Who a run is for. */
export interface ReadersContext {
  /** Scope of the cache: one person's answers never serve another. */
  readonly identity: string;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Who is named to AWS where accounts are entered. */
  readonly caller?: Caller;
  /** What the question may spend. */
  readonly allowance?: Allowance;
}

/** The readers of a source. Live AWS and the sample organisation go through the very same code. */
export function createReaders(
  source: AwsSource,
  clock: Clock,
  ports: ReadingPorts = {},
): (context: ReadersContext) => Readers {
  const reading = createReading({ source, clock, ...ports });
  return ({ identity, caller, signal, report, allowance = openAllowance() }) => {
    // Every read under way listens for the end of the run; reads are many and end with it.
    setMaxListeners(0, signal);
    const recorder = createRunRecorder(report);
    const { read, stream } = reading({ identity, caller, signal, recorder, allowance });
    return {
      organization: createOrganizationReader(read),
      config: createConfigReader({ read, stream }, source.configAggregator),
      certificates: createCertificateReader(read),
      cost: createCostReader(read),
      commitments: createCommitmentReader(read),
      costSettings: createCostSettingsReader(read),
      budgets: createBudgetReader(read),
      hub: createHubReader(read),
      efficiency: createEfficiencyReader(read),
      optimizer: createOptimizerReader(read),
      findings: createFindingsReader({ read, stream }),
      metrics: createMetricsReader(read),
      posture: createPostureReader(read),
      directory: createDirectoryReader(read),
      recorder,
    };
  };
}
