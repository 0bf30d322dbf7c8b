import { reasonOf } from '../errors.ts';
import type { Check, CheckContext, Problem } from './check.ts';
import { bypassCheck } from './checks/bypasses.ts';
import { clockCheck } from './checks/clock.ts';
import { connectionCheck } from './checks/connection.ts';
import { connectionHeadersCheck } from './checks/connection-headers.ts';
import { connectionKeyCheck } from './checks/connection-key.ts';
import { connectionModelsCheck } from './checks/connection-models.ts';
import { connectionPrefixCheck } from './checks/connection-prefix.ts';
import { defaultPasswordCheck } from './checks/default-password.ts';
import { embeddingModelCheck } from './checks/embedding-model.ts';
import { guardCheck } from './checks/guard.ts';
import { identityCheck } from './checks/identity.ts';
import { modelAccessCheck } from './checks/model-access.ts';
import { nativeRouteCheck } from './checks/native-routes.ts';
import { reachCheck } from './checks/reach.ts';
import { toolServerCheck } from './checks/tool-server.ts';
import type { OpenWebui } from './open-webui.ts';
import { isHandshake, readFacts, shakeHands } from './server-facts.ts';
import type { Wiring } from './step.ts';
import { isOurs, readConnections } from './steps/connection.ts';
import { readGuard } from './steps/guard.ts';
import { readEntries } from './steps/model-entries.ts';
import { readToolServers } from './steps/tool-servers.ts';

const CHECKS: readonly Check[] = [
  connectionCheck,
  connectionKeyCheck,
  connectionPrefixCheck,
  connectionModelsCheck,
  connectionHeadersCheck,
  reachCheck,
  identityCheck,
  clockCheck,
  modelAccessCheck,
  toolServerCheck,
  embeddingModelCheck,
  guardCheck,
  bypassCheck,
  nativeRouteCheck,
  defaultPasswordCheck,
];

/** A check and what it found. */
export interface Checked {
  readonly check: Pick<Check, 'id' | 'title' | 'good'>;
  readonly problem: Problem | null;
}

/**
 * Looks at everything between Open WebUI and our server; nothing is changed. A check that cannot look is a problem of its own.
 * @throws OpenWebuiError when Open WebUI's settings cannot be read.
 */
export async function runWebuiChecks(
  webui: OpenWebui,
  wiring: Wiring,
): Promise<readonly Checked[]> {
  const context = await readContext(webui, wiring);
  return await Promise.all(
    CHECKS.map(async (check) => ({ check, problem: await look(check, context) })),
  );
}

async function look(check: Check, context: CheckContext): Promise<Problem | null> {
  try {
    return await check.look(context);
  } catch (error) {
    const remedy = 'Look into the log of Open WebUI.';
    return { state: 'failed', detail: `could not be looked at: ${reasonOf(error)}`, remedy };
  }
}

async function readContext(webui: OpenWebui, wiring: Wiring): Promise<CheckContext> {
  const [connections, toolServers, entries, guard, answer] = await Promise.all([
    readConnections(webui),
    readToolServers(webui),
    readEntries(webui),
    readGuard(webui),
    shakeHands(webui, wiring),
  ]);
  const facts = isHandshake(answer) ? await readFacts(webui, wiring) : null;
  const ours = connections.list.find(({ url }) => isOurs(url, wiring)) ?? null;
  return { webui, wiring, connections, ours, toolServers, entries, guard, answer, facts };
}
