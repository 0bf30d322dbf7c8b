import type { ServerFacts } from './server-facts.ts';
import type { Wiring } from './step.ts';
import { toState, wantedConnection } from './steps/connection.ts';
import { wantedToolServers } from './steps/tool-servers.ts';

/**
 * The environment of an Open WebUI that is set up by variables alone (0.12, `config.py`, `env.py`). Entries of models are
 * no setting: without them, only admins see the models.
 * @param signingSecret what identities are signed with; null where our server has none.
 */
export function webuiEnvironment(
  wiring: Wiring,
  facts: ServerFacts,
  signingSecret: string | null,
): Readonly<Record<string, string>> {
  const state = toState({ enabled: true, list: [wantedConnection(wiring, null)] });
  return {
    ENABLE_OPENAI_API: 'true',
    OPENAI_API_BASE_URLS: state.OPENAI_API_BASE_URLS.join(';'),
    OPENAI_API_KEYS: state.OPENAI_API_KEYS.join(';'),
    OPENAI_API_CONFIGS: JSON.stringify(state.OPENAI_API_CONFIGS),
    TOOL_SERVER_CONNECTIONS: JSON.stringify(wantedToolServers(wiring, facts)),
    ENABLE_FORWARD_USER_INFO_HEADERS: 'true',
    ...(signingSecret === null ? {} : { FORWARD_USER_INFO_HEADER_JWT_SECRET: signingSecret }),
  };
}
