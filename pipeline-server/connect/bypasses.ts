import { isIP } from 'node:net';
import { Type } from 'typebox';
import type { OpenWebui } from './open-webui.ts';
import type { Wiring } from './step.ts';
import { isOurs, readConnections } from './steps/connection.ts';

const DIRECT = Type.Object({ ENABLE_DIRECT_CONNECTIONS: Type.Boolean() });

/** Ways from Open WebUI to models that do not lead through our server, one sentence each. They are named, not closed. */
export async function findBypasses(webui: OpenWebui, wiring: Wiring): Promise<readonly string[]> {
  const { enabled, list } = await readConnections(webui);
  const others = list.filter(
    ({ url, key, config }) =>
      enabled && !isOurs(url, wiring) && config['enable'] !== false && !isUnused(url, key),
  );
  const direct = await webui.read('/api/v1/configs/connections', DIRECT);
  return [
    ...others.map(({ url }) => `${describe(url)} Remove it, or guard it with --guard.`),
    ...(direct.ENABLE_DIRECT_CONNECTIONS
      ? [
          'People may add connections of their own, which no filter sees: switch off Direct Connections in Admin Settings > Connections.',
        ]
      : []),
  ];
}

/** How Open WebUI comes: OpenAI's address without a key, which answers nobody. */
function isUnused(url: string, key: string): boolean {
  return key === '' && new URL(url).hostname === 'api.openai.com';
}

function describe(url: string): string {
  const { host, hostname } = new URL(url);
  return isNear(hostname)
    ? `The connection to ${host} leads past this server, on your own network.`
    : `The connection to ${host} sends chats to a cloud past this server.`;
}

/** Loopback, private addresses, and names without a dot. */
function isNear(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.internal')) return true;
  if (isIP(hostname) === 0 && !hostname.startsWith('[')) return !hostname.includes('.');
  return /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1\]|\[f[cd])/.test(hostname);
}
