import {
  json,
  startFakeUpstream,
} from '../../pipeline-server/test/fake-upstreams/fake-upstream.ts';
import { type OpenWebuiClient, post } from './open-webui-client.ts';

/** Readable by everybody: Open WebUI offers no connection of tools otherwise. */
const EVERYBODY = [{ principal_type: 'user', principal_id: '*', permission: 'read' }];

/** A connection of Open WebUI to a server of tools, which it then knows as `server:${id}`. */
export interface ToolConnection {
  readonly id: string;
  readonly url: string;
  readonly key: string;
}

/** Sets the connections to servers of tools; saving makes Open WebUI read their documents. */
export async function connectTools(
  webui: OpenWebuiClient,
  connections: readonly ToolConnection[],
): Promise<void> {
  const saved = await webui.request(
    '/api/v1/configs/tool_servers',
    post({
      TOOL_SERVER_CONNECTIONS: connections.map(({ id, url, key }) => ({
        auth_type: 'bearer',
        key,
        config: { enable: true, access_grants: EVERYBODY },
        type: 'openapi',
        url,
        path: 'openapi.json',
        info: { id, name: id },
      })),
    }),
  );
  if (!saved.ok) throw new Error(await saved.text());
}

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Shell', version: '1' },
  paths: {
    '/run_shell': {
      post: {
        operationId: 'run_shell',
        summary: 'Runs a command line.',
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { command: { type: 'string' } },
                required: ['command'],
              },
            },
          },
        },
        responses: { 200: { description: 'What it wrote.' } },
      },
    },
  },
};

/** Somebody else's server of tools: it takes any command line, writes it down, and says that it ran it. */
export async function startShellTools() {
  const ran: string[] = [];
  const upstream = await startFakeUpstream(({ path, json: body }) => {
    if (path === '/openapi.json') return json(DOCUMENT);
    ran.push(String(body['command']));
    return json({ output: `ran ${String(body['command'])}` });
  });
  return { url: upstream.url, ran: ran as readonly string[], close: () => upstream.close() };
}
