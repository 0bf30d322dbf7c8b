import path from 'node:path';
import { createFilters } from '../filters/registry.ts';
import { createKeyRing, type KeyRing, SCOPES } from './auth/api-keys.ts';
import { readOrCreateKey } from './auth/key-file.ts';
import { type ApproverReader, createApproverReader } from './auth/read-approver.ts';
import { createSessions, type Sessions } from './auth/sessions.ts';
import { type ApprovalServices, composeApprovals } from './compose-approvals.ts';
import { composeCodeUpload } from './compose-code-upload.ts';
import { composeDashboard, type DashboardServices } from './compose-dashboard.ts';
import { composeEvidence, type EvidenceServices } from './compose-evidence.ts';
import { composeGateway, connectModels, type ModelServices } from './compose-gateway.ts';
import { composeHooks, type HookServices } from './compose-hooks.ts';
import { type KnowledgeServices, openKnowledge } from './compose-knowledge.ts';
import { composeOidc, type OidcServices } from './compose-oidc.ts';
import { composeSovereignty, type SovereigntyServices } from './compose-sovereignty.ts';
import { composeTools } from './compose-tools.ts';
import type { Config } from './config.ts';
import type { Analyzers } from './contracts/analysis.ts';
import type { AuditLog } from './contracts/audit.ts';
import type { BudgetLedger } from './contracts/budgets.ts';
import type { Clock } from './contracts/context.ts';
import type { Executor } from './contracts/executor.ts';
import type { Hooks } from './contracts/hooks.ts';
import type { Planner } from './contracts/planner.ts';
import type { Plugin } from './contracts/plugin.ts';
import type { SovereigntyGate } from './contracts/sovereignty-gate.ts';
import type { ChatStore, ValvesStore } from './contracts/state.ts';
import type { Tool } from './contracts/tool.ts';
import type { AnalyzerServices, OpenedAnalyzers } from './open-analyzers.ts';
import { type CommandServices, openCommands } from './open-commands.ts';
import { endsExecution, openExecutors } from './open-executors.ts';
import { openExports } from './open-exports.ts';
import { openInspector } from './open-inspector.ts';
import { openState, type State } from './open-state.ts';
import { openTerraformPlans, type TerraformServices } from './open-terraform.ts';
import type { CodeUpload } from './plugins/code-upload.ts';
import type { Download } from './plugins/download.ts';
import { createPluginHost, type PluginHost } from './plugins/plugin-host.ts';
import { createLog, type ServerLog } from './telemetry/log.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';

/** Everything that the server is made of. */
export interface Services {
  readonly config: Config;
  readonly log: ServerLog;
  readonly clock: Clock;
  readonly keyRing: KeyRing;
  /** The key that has all scopes, to be shown to the person who starts the server. */
  readonly adminKey: string;
  readonly valvesStore: ValvesStore;
  readonly chatStore: ChatStore;
  /** What models were used for. */
  readonly budgets: BudgetLedger;
  readonly analyzers: Analyzers;
  readonly models: ModelServices;
  /** What decides which data may go where. */
  readonly sovereignty: SovereigntyServices;
  readonly plugins: PluginHost;
  /** Reports, their files, and the links to them. */
  readonly evidence: EvidenceServices;
  readonly dashboard: DashboardServices;
  readonly knowledge: KnowledgeServices;
  readonly approvals: ApprovalServices;
  /** Saved plans of Terraform. */
  readonly terraform: TerraformServices;
  /** People with personal keys and access tokens. */
  readonly approvers: ApproverReader;
  /** People whom an identity provider knows. */
  readonly oidc: OidcServices;
  /** Browsers that signed in. */
  readonly sessions: Sessions;
  /** What models can call, through whichever door. */
  readonly tools: readonly Tool[];
  /** What looks at questions, calls, plans and answers. */
  readonly hooks: Hooks;
  readonly codeUpload: CodeUpload;
  readonly metrics: Metrics;
  readonly audit: AuditLog;
  /** Stops the plugins and closes the store. */
  close(): Promise<void>;
}

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

const SYSTEM_CLOCK: Clock = { now: () => new Date() };

/**
 * Makes the services of a server from its settings.
 * @throws when the data directory or a setting cannot be used; nothing is left open then.
 */
export async function composeServices(
  config: Config,
  overrides: ServiceOverrides = {},
): Promise<Services> {
  const clock = overrides.clock ?? SYSTEM_CLOCK;
  const log = overrides.log ?? createLog(config.log.level);
  const adminKey = config.auth.apiKey ?? (await readOrCreateKey(config.dataDir)).key;
  const state = await openState(config, { clock, log }, overrides);
  try {
    const evidence = composeEvidence({ config, clock, log });
    const { audit, classes, budgets, ledger } = state;
    const answers = config.evidence.keepAnswers ? evidence.answers : undefined;
    let changed = 0;
    const changes = () => changed;
    const services = { clock, log, ledger, answers, changes, thresholds: config.analyzers };
    const opened = overrides.analyzers ?? (await openConfigured(config, services));
    const connections = connectModels(config);
    const inspector = openInspector(config.sovereignty.detector);
    const sovereignty = await composeSovereignty({
      config,
      connected: connections.routes,
      inspector,
      chats: classes,
      pseudonyms: await state.openPseudonyms(),
      audit,
      clock,
      log,
    });
    const gate = overrides.gate ?? sovereignty.gate;
    const models = composeGateway({
      config,
      connections,
      log,
      clock,
      gate,
      budgets,
      maskAnswer: config.sovereignty.maskAnswers ? inspector.maskAnswer : null,
      onAnswer: sovereignty.recorder.answered,
    });
    const hooked = composeHooks({ config, audit, clock, log });
    const terraform = openTerraformPlans({ config, inspector, clock, log });
    const command = openCommands({ config, inspector, clock });
    const shared = { config, overrides, clock, log, state, opened, evidence, hooked };
    const knowledge = openKnowledge({ config, rows: state.knowledge, inspector });
    const common = { ...shared, terraform, command, knowledge };
    const dashboard = composeDashboard(common);
    const approvals = await openApprovals(common);
    approvals.approvals.watch(({ status }) => {
      if (endsExecution(status)) changed += 1;
    });
    return await composeOn({ ...common, adminKey, models, sovereignty, dashboard, approvals });
  } catch (error) {
    await state.close();
    throw error;
  }
}

async function openApprovals({
  config,
  overrides,
  state,
  opened,
  evidence,
  hooked,
  terraform,
  command,
  clock,
  log,
}: Omit<
  Foundation,
  'adminKey' | 'models' | 'sovereignty' | 'dashboard' | 'approvals'
>): Promise<ApprovalServices> {
  const { executors, planner } = openExecutors({ config, opened, clock, log });
  const services = await composeApprovals({
    config,
    openStore: (notifiers) => state.openApprovals(notifiers),
    keys: state.approverKeys,
    executors:
      overrides.executors ??
      new Map([...executors, ...[terraform, command].map(({ executor: e }) => [e.id, e] as const)]),
    planner: overrides.planner ?? planner,
    hooks: hooked.hooks,
    awsSource: opened.awsSource.label,
    address: () => evidence.address(),
    snsSource: { endpoint: config.notify.sns.endpoint, credentials: null },
    clock,
    log,
  });
  terraform.forgetEnded(services.approvals);
  return services;
}

/** What the other services stand on. */
interface Foundation {
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
  readonly knowledge: KnowledgeServices;
  readonly approvals: ApprovalServices;
}

async function composeOn(foundation: Foundation): Promise<Services> {
  const { config, overrides, clock, log, adminKey, state, opened } = foundation;
  const { evidence, models, sovereignty, dashboard, hooked, approvals } = foundation;
  const keyRing = createKeyRing([{ name: 'admin', key: adminKey, scopes: SCOPES }, ...config.keys]);
  const { replays } = approvals.store;
  const oidc = composeOidc({ config, replays, readKey: evidence.readSigningKey, clock });
  const approvers = createApproverReader(state.approverKeys, oidc);
  const plugins = await composePluginHost(foundation);
  return {
    config,
    log,
    clock,
    keyRing,
    approvers,
    oidc,
    sessions: createSessions({ keyRing, readKey: evidence.readSigningKey, approvers, clock }),
    adminKey,
    valvesStore: state.valvesStore,
    chatStore: state.chatStore,
    budgets: state.budgets,
    analyzers: opened.analyzers,
    models,
    sovereignty,
    plugins,
    evidence,
    dashboard,
    approvals,
    terraform: foundation.terraform,
    knowledge: foundation.knowledge,
    tools: overrides.tools ?? productTools(foundation),
    hooks: hooked.hooks,
    codeUpload: composeCodeUpload({ config, state, download: overrides.download, host: plugins }),
    metrics: createMetrics(() => plugins.list(), hooked.counts),
    audit: state.audit,
    async close() {
      await approvals.close();
      await oidc.close();
      dashboard.board.close();
      await plugins.close();
      await models.close();
      await foundation.knowledge.close();
      sovereignty.close();
      await opened.close();
      await evidence.answers.settle();
      await evidence.close();
      await state.close();
    },
  };
}

function productTools({ opened, evidence, state, config, ...rest }: Foundation): readonly Tool[] {
  const { approvals, command, clock, log } = rest;
  return composeTools({
    opened,
    reports: evidence.reports,
    chats: state.chatStore,
    exportsFolder: openExports(config),
    clock,
    log,
    askAboveUsd: config.aws.limits.askAboveUsd,
    changes: approvals.desk,
    commands: command.commands,
  });
}

/** Imported when needed: tests and commands that bring their own load neither analyzers nor the words of questions. */
async function openConfigured(
  config: Config,
  services: AnalyzerServices,
): Promise<OpenedAnalyzers> {
  const { openAnalyzers } = await import('./open-analyzers.ts');
  return await openAnalyzers(config.aws, services);
}

async function productPlugins(foundation: Foundation): Promise<readonly Plugin[]> {
  const { createXopsPipe } = await import('./flows/xops/pipe.ts');
  const { clock, opened, state, evidence, config, dashboard, models, approvals } = foundation;
  const { reports } = evidence;
  const { askAboveUsd } = config.aws.limits;
  const changes = approvals.desk;
  const gate = { ...foundation.hooked.filterPorts, classifier: foundation.command.classifier };
  const ports = { reports, chats: state.chatStore, clock, askAboveUsd, dashboard, changes };
  return [
    createXopsPipe({ ...opened, ...ports, models: models.port, hooks: foundation.hooked.hooks }),
    ...createFilters(foundation.sovereignty.filterPorts, gate, { ledger: state.budgets }),
  ];
}

async function composePluginHost(foundation: Foundation): Promise<PluginHost> {
  const { config, clock, log, state, overrides, models } = foundation;
  const { hookTimeoutMs } = overrides;
  return await createPluginHost({
    builtin: [...(overrides.plugins ?? (await productPlugins(foundation))), ...models.plugins],
    dir: config.pipelines.dir,
    workDir: path.join(config.dataDir, 'compiled-plugins'),
    valvesStore: state.valvesStore,
    log,
    clock,
    ...(hookTimeoutMs === undefined ? {} : { hookTimeoutMs }),
  });
}
