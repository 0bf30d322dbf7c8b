import { isDeepStrictEqual } from 'node:util';
import { type Static, Type } from 'typebox';
import type { OpenWebui } from '../open-webui.ts';
import type { ServerFacts } from '../server-facts.ts';
import {
  type Change,
  EVERYBODY,
  HEADER_TEMPLATES,
  note,
  type Step,
  type StepPlan,
  type Wiring,
} from '../step.ts';

/** A tool server of Open WebUI (0.12, `routers/configs.py`); unknown members are kept. */
const SERVER = Type.Object({
  url: Type.String(),
  type: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  config: Type.Optional(
    Type.Union([
      Type.Null(),
      Type.Object({
        enable: Type.Optional(Type.Boolean()),
        access_grants: Type.Optional(Type.Array(Type.Unknown())),
      }),
    ]),
  ),
});
const STATE = Type.Object({ TOOL_SERVER_CONNECTIONS: Type.Array(SERVER) });

/** One entry of the list. */
export type ToolServer = Static<typeof SERVER> & Readonly<Record<string, unknown>>;

/** What a door to our tools must be set to. */
interface Door {
  readonly id: string;
  readonly type: 'openapi' | 'mcp';
  readonly path: string;
  /** Its settings besides those that both doors share. */
  readonly settings: (facts: ServerFacts) => Readonly<Record<string, unknown>>;
  readonly info: Readonly<Record<string, string>>;
}

const OPENAPI: Door = {
  id: 'tools',
  type: 'openapi',
  path: '/tools',
  // Open WebUI reads an address once, at its own start: kept as text, the tools are there whoever starts first.
  settings: ({ spec }) => ({ path: 'openapi.json', spec_type: 'json', spec }),
  info: { id: 'xops', name: 'xOps', description: 'Questions about AWS, answered from AWS.' },
};

const MCP: Door = {
  id: 'mcp',
  type: 'mcp',
  path: '/mcp',
  settings: () => ({ path: '' }),
  info: {
    id: 'xopsmcp',
    name: 'xOps over MCP',
    description: 'The same tools, which can ask back in a dialog.',
  },
};

const SWITCHED_OFF =
  'Open WebUI has tool servers switched off: set ENABLE_TOOL_SERVERS=true in its environment for the tools.';

/** The tools over OpenAPI. */
export const toolServerStep = doorStep(
  OPENAPI,
  'tool server for every model, its description stored',
);

/** The same tools over MCP. */
export const mcpServerStep = doorStep(MCP, 'the same tools over MCP, which can ask back');

/** Reads the tool servers. */
export async function readToolServers(webui: OpenWebui): Promise<readonly ToolServer[]> {
  const state = await webui.read('/api/v1/configs/tool_servers', STATE);
  return state.TOOL_SERVER_CONNECTIONS;
}

/** Both entries as they are for a new Open WebUI. */
export function wantedToolServers(wiring: Wiring, facts: ServerFacts): readonly ToolServer[] {
  return [OPENAPI, MCP].map((door) => wantedServer(door, null, { wiring, facts }));
}

function doorStep(door: Door, title: string): Step {
  return {
    id: door.id,
    title,
    byDefault: true,
    async wire({ webui, wiring, facts }): Promise<StepPlan> {
      if (facts.spec === null) return note(SWITCHED_OFF);
      const found = (await readToolServers(webui)).find((each) => isDoor(each, door, wiring));
      const wanted = wantedServer(door, found ?? null, { wiring, facts });
      if (isDeepStrictEqual(found, wanted)) return { changes: [], notes: [] };
      return { changes: [saving(webui, found, wanted)], notes: [] };
    },
    async unwire({ webui, wiring }): Promise<StepPlan> {
      const found = (await readToolServers(webui)).find((each) => isDoor(each, door, wiring));
      return { changes: found === undefined ? [] : [removal(webui, found)], notes: [] };
    },
  };
}

/** True for the entry of our server's tools over OpenAPI. */
export function isToolServer(server: ToolServer, wiring: Wiring): boolean {
  return isDoor(server, OPENAPI, wiring);
}

function isDoor({ url, type }: ToolServer, door: Door, { serverUrl }: Wiring): boolean {
  const sameType = (type ?? 'openapi') === door.type;
  return sameType && url.replace(/\/+$/, '') === `${serverUrl}${door.path}`;
}

/** Who may use the tools is the admin's word, once it was said. */
function wantedServer(
  door: Door,
  found: ToolServer | null,
  { wiring, facts }: { readonly wiring: Wiring; readonly facts: ServerFacts },
): ToolServer {
  const grants = found?.config?.access_grants ?? [];
  return {
    forward_cookies: false,
    info: door.info,
    ...found,
    type: door.type,
    url: found?.url ?? `${wiring.serverUrl}${door.path}`,
    ...door.settings(facts),
    auth_type: 'bearer',
    key: wiring.key,
    headers: { ...headersOf(found), ...HEADER_TEMPLATES },
    config: {
      ...found?.config,
      enable: true,
      access_grants: grants.length > 0 ? grants : [...EVERYBODY],
    },
  };
}

function headersOf(found: ToolServer | null): object {
  const headers = found?.['headers'];
  return typeof headers === 'object' && headers !== null ? headers : {};
}

function saving(webui: OpenWebui, found: ToolServer | undefined, wanted: ToolServer): Change {
  const differing = Object.keys(wanted).filter(
    (name) => !isDeepStrictEqual(found?.[name], wanted[name]),
  );
  return {
    kind: found === undefined ? 'add' : 'change',
    subject: `tool server ${wanted.url}`,
    detail: found === undefined ? 'for everybody who is signed in' : differing.join(', '),
    apply: async () => await save(webui, (list) => replaceOrAppend(list, wanted)),
  };
}

function removal(webui: OpenWebui, found: ToolServer): Change {
  return {
    kind: 'remove',
    subject: `tool server ${found.url}`,
    detail: 'with its key',
    apply: async () => await save(webui, (list) => list.filter((each) => !isSame(each, found))),
  };
}

/** In its place: Open WebUI knows entries without an id by their place in the list. */
function replaceOrAppend(list: readonly ToolServer[], wanted: ToolServer): readonly ToolServer[] {
  if (!list.some((each) => isSame(each, wanted))) return [...list, wanted];
  return list.map((each) => (isSame(each, wanted) ? wanted : each));
}

function isSame(one: ToolServer, other: ToolServer): boolean {
  return one.url === other.url && (one.type ?? 'openapi') === (other.type ?? 'openapi');
}

/** Saving makes Open WebUI read every description anew. */
async function save(
  webui: OpenWebui,
  change: (now: readonly ToolServer[]) => readonly ToolServer[],
): Promise<void> {
  const list = change(await readToolServers(webui));
  await webui.write('/api/v1/configs/tool_servers', { TOOL_SERVER_CONNECTIONS: list });
}
