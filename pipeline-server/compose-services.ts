import { createSectionFinder } from '../knowledge/desk/find-section.ts';
import { createKeyRing, type KeyRing, SCOPES } from './auth/api-keys.ts';
import { readOrCreateKey } from './auth/key-file.ts';
import { type ApproverReader, createApproverReader } from './auth/read-approver.ts';
import { createSessions, type Sessions } from './auth/sessions.ts';
import type { Beat } from './beat.ts';
import { type ApprovalServices, composeApprovals } from './compose-approvals.ts';
import { composeCodeUpload } from './compose-code-upload.ts';
import { composeDashboard, type DashboardServices } from './compose-dashboard.ts';
import { composeDesk, openOpenWebui } from './compose-desk.ts';
import { composeEvidence, type EvidenceServices } from './compose-evidence.ts';
import { composeGateway, connectModels, type ModelServices } from './compose-gateway.ts';
import { composeHooks } from './compose-hooks.ts';
import { type KnowledgeServices, openKnowledge } from './compose-knowledge.ts';
import { composeOidc, type OidcServices } from './compose-oidc.ts';
import { composePluginHost, productTools } from './compose-plugins.ts';
import { composeSovereignty, type SovereigntyServices } from './compose-sovereignty.ts';
import { composeUploads } from './compose-uploads.ts';
import type { Config } from './config.ts';
import type { Analyzers } from './contracts/analysis.ts';
import type { AuditLog } from './contracts/audit.ts';
import type { BudgetLedger } from './contracts/budgets.ts';
import type { Clock } from './contracts/context.ts';
import type { Hooks } from './contracts/hooks.ts';
import type { ChatStore, ValvesStore } from './contracts/state.ts';
import type { Tool } from './contracts/tool.ts';
import type { Foundation, ServiceOverrides } from './foundation.ts';
import type { AnalyzerServices, OpenedAnalyzers } from './open-analyzers.ts';
import { openCommands } from './open-commands.ts';
import { endsExecution, openExecutors } from './open-executors.ts';
import { type Inspector, openInspector } from './open-inspector.ts';
import { openState } from './open-state.ts';
import { openTerraformPlans, type TerraformServices } from './open-terraform.ts';
import { type ChangeRecorder, createChangeRecorder } from './plugins/change-recorder.ts';
import type { CodeUpload } from './plugins/code-upload.ts';
import type { PluginHost } from './plugins/plugin-host.ts';
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
  /** Null where uploads of Open WebUI are not looked for. */
  readonly uploads: Beat | null;
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
  /** What admins change of the pipelines. */
  readonly recorder: ChangeRecorder;
  /** Stops the plugins and closes the store. */
  close(): Promise<void>;
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
    const { audit, ledger } = state;
    const answers = config.evidence.keepAnswers ? evidence.answers : undefined;
    let changed = 0;
    const changes = () => changed;
    const services = { clock, log, ledger, answers, changes, thresholds: config.analyzers };
    const opened = overrides.analyzers ?? (await openConfigured(config, services));
    const inspector = openInspector(config.sovereignty.detector);
    const modelPath = await composeModelPath({ config, overrides, inspector, state, clock, log });
    const hooked = composeHooks({ config, audit, clock, log });
    const knowledge = openKnowledge({ config, rows: state.knowledge, inspector });
    const terraform = openTerraformPlans({ config, inspector, clock, log });
    const command = openCommands({ config, inspector, clock });
    const shared = { config, overrides, clock, log, state, opened, evidence, hooked };
    const common = { ...shared, terraform, command, knowledge };
    const dashboard = composeDashboard(common);
    const approvals = await openApprovals(common);
    approvals.approvals.watch(({ status }) => {
      if (endsExecution(status)) changed += 1;
    });
    const openWebui = openOpenWebui(config);
    const { corrections } = approvals.store;
    const desk = composeDesk({ knowledge, corrections, clock }, openWebui);
    const asked = { desk, openWebui };
    return await composeOn({ ...common, ...modelPath, ...asked, adminKey, dashboard, approvals });
  } catch (error) {
    await state.close();
    throw error;
  }
}

/** The decision on what may go where, and the models behind it. */
async function composeModelPath({
  config,
  overrides,
  inspector,
  state,
  clock,
  log,
}: Pick<Foundation, 'config' | 'overrides' | 'state' | 'clock' | 'log'> & {
  readonly inspector: Inspector;
}): Promise<Pick<Foundation, 'sovereignty' | 'models'>> {
  const connections = connectModels(config);
  const sovereignty = await composeSovereignty({
    config,
    connected: connections.routes,
    inspector,
    chats: state.classes,
    pseudonyms: await state.openPseudonyms(),
    audit: state.audit,
    clock,
    log,
  });
  const models = composeGateway({
    config,
    connections,
    log,
    clock,
    gate: overrides.gate ?? sovereignty.gate,
    budgets: state.budgets,
    maskAnswer: config.sovereignty.maskAnswers ? inspector.maskAnswer : null,
    onAnswer: sovereignty.recorder.answered,
  });
  return { sovereignty, models };
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
  knowledge,
  clock,
  log,
}: Omit<
  Foundation,
  'adminKey' | 'models' | 'sovereignty' | 'dashboard' | 'approvals' | 'desk' | 'openWebui'
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
    findSection: createSectionFinder(knowledge),
    awsSource: opened.awsSource.label,
    address: () => evidence.address(),
    snsSource: { endpoint: config.notify.sns.endpoint, credentials: null },
    clock,
    log,
  });
  terraform.forgetEnded(services.approvals);
  return services;
}

async function composeOn(foundation: Foundation): Promise<Services> {
  const { config, overrides, clock, log, adminKey, state, opened } = foundation;
  const { evidence, models, sovereignty, dashboard, hooked, approvals } = foundation;
  const keyRing = createKeyRing([{ name: 'admin', key: adminKey, scopes: SCOPES }, ...config.keys]);
  const { replays } = approvals.store;
  const oidc = composeOidc({ config, replays, readKey: evidence.readSigningKey, clock });
  const approvers = createApproverReader(state.approverKeys, oidc);
  const plugins = await composePluginHost(foundation);
  const uploads = composeUploads(foundation);
  const { key } = await readOrCreateKey(config.dataDir, 'audit-key');
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
    uploads,
    tools: overrides.tools ?? productTools(foundation),
    hooks: hooked.hooks,
    codeUpload: composeCodeUpload({ config, state, download: overrides.download, host: plugins }),
    metrics: createMetrics(() => plugins.list(), hooked.counts),
    audit: state.audit,
    recorder: createChangeRecorder({ audit: state.audit, clock, key }),
    async close() {
      await approvals.close();
      await oidc.close();
      dashboard.board.close();
      await plugins.close();
      await models.close();
      await uploads?.stop();
      await foundation.knowledge.close();
      sovereignty.close();
      await foundation.openWebui?.close();
      await opened.close();
      await evidence.answers.settle();
      await evidence.close();
      await state.close();
    },
  };
}

/** Imported when needed: tests and commands that bring their own load neither analyzers nor the words of questions. */
async function openConfigured(
  config: Config,
  services: AnalyzerServices,
): Promise<OpenedAnalyzers> {
  const { openAnalyzers } = await import('./open-analyzers.ts');
  return await openAnalyzers(config.aws, services);
}
