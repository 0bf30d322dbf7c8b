import { guardRequest } from '../filters/guard-request.ts';
import type { Config } from './config.ts';
import { budgetLimitsOf } from './config-budgets.ts';
import type { MaskAnswer } from './contracts/answer-mask.ts';
import type { BudgetLedger } from './contracts/budgets.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { ModelPort } from './contracts/models.ts';
import type { Plugin } from './contracts/plugin.ts';
import type { SovereigntyGate } from './contracts/sovereignty-gate.ts';
import { connectRoutes } from './gateway/connect-routes.ts';
import { allowListOf } from './gateway/egress/allow-list.ts';
import { createEgressClient, type EgressClient } from './gateway/egress/egress-client.ts';
import { createGateway } from './gateway/gateway.ts';
import { createModelBudgets } from './gateway/model-budgets.ts';
import type { ConnectedRoute } from './gateway/model-lists.ts';
import { createModelPort } from './gateway/model-port.ts';
import { createGatewayPlugin, type OnAnswer } from './gateway/plugin.ts';

/** The models of the settings, and what belongs to them. */
export interface ModelServices {
  readonly routes: readonly ConnectedRoute[];
  readonly egress: EgressClient;
  readonly port: ModelPort;
  /** The gateway's models; none where no route is configured. */
  readonly plugins: readonly Plugin[];
  close(): Promise<void>;
}

/** Routes with what speaks their protocol, and the client that all of them use. */
export interface Connections {
  readonly routes: readonly ConnectedRoute[];
  readonly egress: EgressClient;
}

/** What the gateway is composed of besides the settings. */
export interface GatewayFoundation {
  readonly config: Pick<Config, 'routes' | 'models' | 'egress'>;
  readonly connections: Connections;
  readonly log: Logger;
  readonly gate: SovereigntyGate;
  readonly budgets: BudgetLedger;
  readonly maskAnswer: MaskAnswer | null;
  readonly clock: Clock;
  /** Told of every answer of the gateway's models once it has ended. */
  readonly onAnswer: OnAnswer;
}

/** The routes of the settings over one egress client. No SDK is loaded and nothing is connected before the first call. */
export function connectModels(config: GatewayFoundation['config']): Connections {
  const plain = config.routes.map(({ route }) => route);
  const egress = createEgressClient(allowListOf(plain, config.egress.airGapped), config.models);
  return { egress, routes: connectRoutes(config.routes, egress) };
}

/** Makes the gateway over connected routes. */
export function composeGateway(foundation: GatewayFoundation): ModelServices {
  const { config, log, clock, gate, budgets: ledger, maskAnswer, onAnswer } = foundation;
  const { egress, routes } = foundation.connections;
  const plain = routes.map(({ route }) => route);
  const budgets = createModelBudgets({
    limits: budgetLimitsOf(config.models.budgets.limits),
    answerTokens: config.models.budgets.answerTokens,
    ledger,
    clock,
    log,
  });
  const gateway = createGateway({ routes, gate, budgets, maskAnswer, guardRequest, log });
  const isConfigured = routes.length > 0;
  return {
    routes,
    egress,
    port: createModelPort(isConfigured ? gateway : null, onAnswer),
    plugins: isConfigured ? [createGatewayPlugin({ gateway, routes: plain, onAnswer })] : [],
    close: () => egress.close(),
  };
}
