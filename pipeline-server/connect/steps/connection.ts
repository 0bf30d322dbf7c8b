import { isDeepStrictEqual } from 'node:util';
import { type Static, Type } from 'typebox';
import type { OpenWebui } from '../open-webui.ts';
import { baseOf, type Change, HEADER_TEMPLATES, type Step, type Wiring } from '../step.ts';

const Config = Type.Record(Type.String(), Type.Unknown());

/** Open WebUI's connections (0.12, `routers/openai.py`): addresses and keys by place, settings by the place as text. */
const STATE = Type.Object({
  ENABLE_OPENAI_API: Type.Union([Type.Boolean(), Type.Null()]),
  OPENAI_API_BASE_URLS: Type.Array(Type.String()),
  OPENAI_API_KEYS: Type.Array(Type.String()),
  OPENAI_API_CONFIGS: Type.Record(Type.String(), Config),
});

type State = Static<typeof STATE>;

/** One connection with all that belongs to it. */
export interface Connection {
  readonly url: string;
  readonly key: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Open WebUI's connections to models, and whether they are on at all. */
export interface Connections {
  readonly enabled: boolean;
  readonly list: readonly Connection[];
}

/** The connection through which people chat with our models. */
export const connectionStep: Step = {
  id: 'connection',
  title: 'connection to the models, with chat, message, task and groups in its headers',
  byDefault: true,
  async wire({ webui, wiring }) {
    const { enabled, list } = await readConnections(webui);
    const ours = list.filter(({ url }) => isOurs(url, wiring));
    const changes = connectionChanges(webui, wiring, ours[0] ?? null);
    const notes =
      ours.length > 1 ? [`${ours.length} connections lead to ${wiring.serverUrl}: keep one.`] : [];
    return { changes: enabled ? changes : [...changes, switchOn(webui)], notes };
  },
  async unwire({ webui, wiring }) {
    const { list } = await readConnections(webui);
    const ours = list.filter(({ url }) => isOurs(url, wiring));
    return { changes: ours.map((connection) => removal(webui, connection)), notes: [] };
  },
};

/** True for every way of writing the address of our server. */
export function isOurs(url: string, { serverUrl }: Wiring): boolean {
  return baseOf(url) === serverUrl;
}

/** Reads all connections. Settings of old releases stand under the address instead of the place. */
export async function readConnections(webui: OpenWebui): Promise<Connections> {
  const state = await webui.read('/openai/config', STATE);
  const list = state.OPENAI_API_BASE_URLS.map((url, place) => ({
    url,
    key: state.OPENAI_API_KEYS[place] ?? '',
    config: state.OPENAI_API_CONFIGS[String(place)] ?? state.OPENAI_API_CONFIGS[url] ?? {},
  }));
  return { enabled: state.ENABLE_OPENAI_API === true, list };
}

/** What a connection to our server has to be; what else an admin set on it stays. */
export function wantedConnection(wiring: Wiring, found: Connection | null): Connection {
  const { prefix_id, model_ids, headers, ...kept } = found?.config ?? {};
  const config = {
    connection_type: 'external',
    ...kept,
    enable: true,
    auth_type: 'bearer',
    // A prefix is left in the addresses of filters, and a list of models hides that there are any (0.12, `pipelines.py`).
    ...emptied({ prefix_id, model_ids }),
    headers: { ...(isConfig(headers) ? headers : {}), ...HEADER_TEMPLATES },
  };
  return { url: found?.url ?? `${wiring.serverUrl}/v1`, key: wiring.key, config };
}

function emptied({ prefix_id, model_ids }: { prefix_id: unknown; model_ids: unknown }) {
  return {
    ...(prefix_id === undefined ? {} : { prefix_id: '' }),
    ...(model_ids === undefined ? {} : { model_ids: [] }),
  };
}

function isConfig(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function connectionChanges(
  webui: OpenWebui,
  wiring: Wiring,
  found: Connection | null,
): readonly Change[] {
  const wanted = wantedConnection(wiring, found);
  if (isDeepStrictEqual(found, wanted)) return [];
  return [
    {
      kind: found === null ? 'add' : 'change',
      subject: `connection ${wanted.url}`,
      detail: found === null ? `headers ${names(wanted)}` : differences(found, wanted).join(', '),
      apply: async () =>
        await save(webui, ({ enabled, list }) => ({
          enabled,
          list: list.some(({ url }) => url === wanted.url)
            ? list.map((each) => (each.url === wanted.url ? wanted : each))
            : [...list, wanted],
        })),
    },
  ];
}

const names = ({ config }: Connection) => Object.keys(config['headers'] ?? {}).join(', ');

/** Which settings differ, without their values: one is a key. */
function differences(found: Connection, wanted: Connection): readonly string[] {
  const settings = Object.keys(wanted.config).filter(
    (name) => !isDeepStrictEqual(found.config[name], wanted.config[name]),
  );
  return found.key === wanted.key ? settings : ['key', ...settings];
}

function switchOn(webui: OpenWebui): Change {
  return {
    kind: 'change',
    subject: 'OpenAI connections',
    detail: 'switch on; this goes for every connection of the list',
    apply: async () => await save(webui, ({ list }) => ({ enabled: true, list })),
  };
}

function removal(webui: OpenWebui, connection: Connection): Change {
  return {
    kind: 'remove',
    subject: `connection ${connection.url}`,
    detail: 'with its key and headers',
    apply: async () =>
      await save(webui, ({ enabled, list }) => ({
        enabled,
        list: list.filter(({ url }) => url !== connection.url),
      })),
  };
}

/** Reads anew, so that what others changed meanwhile is kept. */
async function save(webui: OpenWebui, change: (now: Connections) => Connections): Promise<void> {
  await webui.write('/openai/config/update', toState(change(await readConnections(webui))));
}

/** The shape that Open WebUI keeps, also in its environment. */
export function toState({ enabled, list }: Connections): State {
  return {
    ENABLE_OPENAI_API: enabled,
    OPENAI_API_BASE_URLS: list.map(({ url }) => url),
    OPENAI_API_KEYS: list.map(({ key }) => key),
    OPENAI_API_CONFIGS: Object.fromEntries(
      list.map(({ config }, place) => [String(place), { ...config }]),
    ),
  };
}
