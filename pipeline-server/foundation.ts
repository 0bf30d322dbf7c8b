import type { ApprovalServices } from './compose-approvals.ts';
import type { DashboardServices } from './compose-dashboard.ts';
import type { OpenWebuiServices } from './compose-desk.ts';
import type { EvidenceServices } from './compose-evidence.ts';
import type { ModelServices } from './compose-gateway.ts';
import type { HookServices } from './compose-hooks.ts';
import type { KnowledgeServices } from './compose-knowledge.ts';
import type { SovereigntyServices } from './compose-sovereignty.ts';
import type { Config } from './config.ts';
import type { Clock } from './contracts/context.ts';
import type { Executor } from './contracts/executor.ts';
import type { KnowledgeDesk } from './contracts/knowledge.ts';
import type { Planner } from './contracts/planner.ts';
import type { Plugin } from './contracts/plugin.ts';
import type { SovereigntyGate } from './contracts/sovereignty-gate.ts';
import type { ChatStore, ValvesStore } from './contracts/state.ts';
import type { Tool } from './contracts/tool.ts';
import type { OpenedAnalyzers } from './open-analyzers.ts';
import type { CommandServices } from './open-commands.ts';
import type { State } from './open-state.ts';
import type { TerraformServices } from './open-terraform.ts';
import type { Download } from './plugins/download.ts';
import type { ServerLog } from './telemetry/log.ts';

/** Parts that tests (and commands) replace. */
export interface ServiceOverrides {
  readonly log?: ServerLog;
  readonly clock?: Clock;
  readonly valvesStore?: ValvesStore;
  readonly chatStore?: ChatStore;
  /** Instead of those over the AWS source of the settings. */
  readonly analyzers?: OpenedAnalyzers;
  /** Instead of the product's own plugins. */
  readonly plugins?: readonly Plugin[];
  /** Instead of the product's own tools. */
  readonly tools?: readonly Tool[];
  /** Instead of the product's own decision on what may be sent to which model. */
  readonly gate?: SovereigntyGate;
  /** Instead of the product's own way to change something. */
  readonly executors?: ReadonlyMap<string, Executor>;
  readonly planner?: Planner;
  readonly download?: Download;
  /** Time for loading a module and for each lifecycle hook, in milliseconds. */
  readonly hookTimeoutMs?: number;
}

/** What the other services stand on. */
export interface Foundation {
  readonly config: Config;
  readonly overrides: ServiceOverrides;
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly adminKey: string;
  readonly state: State;
  readonly opened: OpenedAnalyzers;
  readonly evidence: EvidenceServices;
  readonly models: ModelServices;
  readonly sovereignty: SovereigntyServices;
  readonly dashboard: DashboardServices;
  readonly hooked: HookServices;
  readonly terraform: TerraformServices;
  readonly command: CommandServices;
  readonly approvals: ApprovalServices;
  readonly knowledge: KnowledgeServices;
  /** Knowledge as flows and tools ask for it. */
  readonly desk: KnowledgeDesk;
  readonly openWebui: OpenWebuiServices | null;
}
