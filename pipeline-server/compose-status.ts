import type { Config } from './config.ts';
import { budgetLimitsOf } from './config-budgets.ts';
import type { AuditLog, AuditRecord } from './contracts/audit.ts';
import type { BudgetLedger } from './contracts/budgets.ts';
import { limitedCounter } from './contracts/budgets.ts';
import type { Clock } from './contracts/context.ts';
import type {
  AdminStatus,
  AuditStatus,
  BudgetStatus,
  PipelineStatus,
  RouteStatus,
  ServerStatus,
} from './contracts/server-status.ts';
import { reasonOf } from './errors.ts';
import type { ConnectedRoute } from './gateway/model-lists.ts';
import type { PluginHost } from './plugins/plugin-host.ts';
import { readValveStatus } from './plugins/valve-status.ts';

/** Reads how the server does. */
interface StatusReader {
  /** What anybody who is signed in may know: names, and no reasons, values, people or addresses. */
  readonly forEverybody: () => Promise<ServerStatus>;
  readonly forAdmins: () => Promise<AdminStatus>;
}

/** What the status is read from. */
export interface StatusSources {
  readonly config: Pick<Config, 'models'>;
  readonly awsSource: string;
  readonly plugins: Pick<PluginHost, 'list' | 'valves' | 'valvesSpec'>;
  readonly routes: readonly ConnectedRoute[];
  readonly budgets: Pick<BudgetLedger, 'read'>;
  readonly audit: Pick<AuditLog, 'latest'>;
  /** Why the server takes no requests. */
  readonly problems: () => Promise<readonly string[]>;
  readonly clock: Clock;
}

const AUDIT_RECORDS = 50;
const ROUTE_TIMEOUT_MS = 3000;
/** Routes are not asked again by every look at the page. */
const ROUTES_AGE_MS = 5000;
const MICRO = 1_000_000;

/** Makes the reader. */
export function createStatusReader(sources: StatusSources): StatusReader {
  const readRoutes = remembered(() => Promise.all(sources.routes.map(askRoute)), sources.clock);
  const common = async () => ({
    at: sources.clock.now().toISOString(),
    awsSource: sources.awsSource,
    problems: await sources.problems(),
    routes: await readRoutes(),
  });
  return {
    async forEverybody() {
      const { routes, ...rest } = await common();
      return {
        ...rest,
        pipelines: sources.plugins.list().map(({ id, name, type, error }) => ({
          id,
          name,
          type,
          error: error === undefined ? null : 'out of service',
        })),
        routes: routes.map((route) => ({ ...route, detail: '' })),
      };
    },
    async forAdmins() {
      const [status, budgets, audit] = await Promise.all([
        common(),
        readBudgets(sources),
        sources.audit.latest(AUDIT_RECORDS),
      ]);
      const pipelines = readPipelines(sources.plugins);
      return { ...status, pipelines, budgets, audit: audit.map(auditStatus) };
    },
  };
}

function readPipelines(plugins: StatusSources['plugins']): readonly PipelineStatus[] {
  return plugins.list().map(({ id, name, type, valves, error = null }) => ({
    id,
    name,
    type,
    error,
    valves: valves ? readValveStatus(plugins.valvesSpec(id), plugins.valves(id)) : [],
  }));
}

/** Lists are free; Bedrock has none, and the least call there costs. */
async function askRoute({ route, provider }: ConnectedRoute): Promise<RouteStatus> {
  const { id, place, maximumClass } = route;
  const known = { id, provider: route.provider, place, maximumClass };
  if (route.provider === 'bedrock')
    return {
      ...known,
      state: 'not-asked',
      detail: 'because the least call costs; xops doctor makes one',
    };
  try {
    const models = await provider.models(AbortSignal.timeout(ROUTE_TIMEOUT_MS));
    const count = models.length === 1 ? 'one model' : `${models.length} models`;
    return { ...known, state: 'answers', detail: count };
  } catch (error) {
    return { ...known, state: 'silent', detail: reasonOf(error) };
  }
}

async function readBudgets({
  config,
  budgets,
  clock,
}: StatusSources): Promise<readonly BudgetStatus[]> {
  const limits = budgetLimitsOf(config.models.budgets.limits);
  const uses = await budgets.read(clock.now().toISOString().slice(0, 10));
  return uses.map((use) => {
    const limit = limitedCounter(limits, use);
    return {
      kind: use.kind,
      name: use.name,
      tokens: use.tokens,
      usd: use.microUsd / MICRO,
      limitTokens: limit.tokens,
      limitUsd: limit.microUsd === null ? null : limit.microUsd / MICRO,
    };
  });
}

function auditStatus({ json }: AuditRecord): AuditStatus {
  return JSON.parse(json) as AuditStatus;
}

/** What was read a moment ago serves again; two at once share one reading. */
function remembered<T>(read: () => Promise<T>, clock: Clock): () => Promise<T> {
  let kept: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    const now = clock.now().getTime();
    if (kept === null || now - kept.at > ROUTES_AGE_MS) kept = { at: now, value: read() };
    return kept.value;
  };
}
