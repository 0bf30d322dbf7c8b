import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { type OpenWebui, OpenWebuiError } from '../open-webui.ts';
import { type Change, type Step, type StepContext, type StepPlan, type Wiring } from '../step.ts';
import { isOurs, readConnections } from './connection.ts';

/** Open WebUI's id of the function. */
const GUARD_ID = 'xops_guard';

/** Filters of ours that the guard asks, and that do nothing until they are switched on. */
const ASKED_FILTERS = ['sovereignty', 'hitl-gate'] as const;

const FUNCTION = Type.Object({
  id: Type.String(),
  content: Type.String(),
  is_active: Type.Boolean(),
  is_global: Type.Boolean(),
  meta: Type.Object({ switched_on: Type.Optional(Type.Array(Type.String())) }),
});
const LISTED = Type.Array(Type.Object({ id: Type.String() }));
const VALVES = Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())]);

type GuardFunction = Static<typeof FUNCTION>;

/** The guard as it is installed. */
export type GuardState = GuardFunction & { readonly valves: Static<typeof VALVES> };

/**
 * The function that asks our filters before a chat goes to a model that we do not serve, and sends nothing when they do not
 * answer.
 * @param readSource gives the function's text in Python.
 */
export function guardStep(readSource: () => Promise<string>): Step {
  return {
    id: 'guard',
    title: 'function that sends nothing to models of others while this server does not answer',
    byDefault: false,
    wire: async (context) => await planGuard(await readSource(), context),
    async unwire({ webui, wiring }): Promise<StepPlan> {
      const found = await findGuard(webui);
      if (found === null) return { changes: [], notes: [] };
      const names = found.meta.switched_on ?? [];
      const offs = names.map((name) => filterChange({ webui, wiring }, name, false));
      // Our server may be down: the guard goes first, since it would stop every chat.
      return { changes: [removal(webui), ...offs], notes: [] };
    },
  };
}

async function planGuard(source: string, context: StepContext): Promise<StepPlan> {
  const { webui, wiring } = context;
  const found = await readGuard(webui);
  const off = await filtersOff(context);
  const changes = off.map((name) => filterChange(context, name, true));
  if (found === null) return { changes: [...changes, creation(source, off, context)], notes: [] };
  if (found.content.trim() !== source.trim()) changes.push(update(source, found, webui));
  if (!found.is_active) changes.push(toggle(webui, 'toggle', 'switch on'));
  if (!found.is_global) changes.push(toggle(webui, 'toggle/global', 'for all models'));
  const { valves } = found;
  if (valves?.['url'] !== wiring.serverUrl || valves['key'] !== wiring.key)
    changes.push(valveChange(context, valves));
  return { changes, notes: [] };
}

/** Reads the guard; null where it is not installed. */
export async function readGuard(webui: OpenWebui): Promise<GuardState | null> {
  const found = await findGuard(webui);
  if (found === null) return null;
  const valves = await webui.read(`/api/v1/functions/id/${GUARD_ID}/valves`, VALVES);
  return { ...found, valves };
}

async function findGuard(webui: OpenWebui): Promise<GuardFunction | null> {
  const listed = await webui.read('/api/v1/functions/', LISTED);
  if (!listed.some(({ id }) => id === GUARD_ID)) return null;
  return await webui.read(`/api/v1/functions/id/${GUARD_ID}`, FUNCTION);
}

function creation(source: string, switchedOn: readonly string[], context: StepContext): Change {
  const { webui } = context;
  return {
    kind: 'add',
    subject: `function ${GUARD_ID}`,
    detail: 'for all models: it asks this server first',
    // Switched on last: until then it has no address.
    apply: async () => {
      await webui.write('/api/v1/functions/create', form(source, switchedOn));
      await valveChange(context, null).apply();
      await toggle(webui, 'toggle/global', '').apply();
      await toggle(webui, 'toggle', '').apply();
    },
  };
}

function form(content: string, switchedOn: readonly string[]) {
  const description =
    'Asks the xOps server before a chat goes to a model that it does not serve. No answer, no chat.';
  return {
    id: GUARD_ID,
    name: 'xOps guard',
    content,
    meta: { description, switched_on: switchedOn },
  };
}

function update(source: string, { meta }: GuardFunction, webui: OpenWebui): Change {
  return {
    kind: 'change',
    subject: `function ${GUARD_ID}`,
    detail: 'to the text of this version',
    apply: async () =>
      await webui.write(
        `/api/v1/functions/id/${GUARD_ID}/update`,
        form(source, meta.switched_on ?? []),
      ),
  };
}

function toggle(webui: OpenWebui, action: 'toggle' | 'toggle/global', detail: string): Change {
  return {
    kind: 'change',
    subject: `function ${GUARD_ID}`,
    detail,
    apply: async () => await webui.write(`/api/v1/functions/id/${GUARD_ID}/${action}`, {}),
  };
}

function valveChange(
  { webui, wiring }: StepContext,
  valves: Readonly<Record<string, unknown>> | null,
): Change {
  return {
    kind: 'change',
    subject: `function ${GUARD_ID}`,
    detail: 'address and key',
    apply: async () =>
      await webui.write(`/api/v1/functions/id/${GUARD_ID}/valves/update`, {
        ...valves,
        url: wiring.serverUrl,
        key: wiring.key,
      }),
  };
}

function removal(webui: OpenWebui): Change {
  return {
    kind: 'remove',
    subject: `function ${GUARD_ID}`,
    detail: 'with its key',
    apply: async () =>
      await webui.write(`/api/v1/functions/id/${GUARD_ID}/delete`, undefined, 'DELETE'),
  };
}

const ENABLED = Type.Object({ enabled: Type.Boolean() });

/** Which of the filters are off. They are set at our server, by the admin's way in Open WebUI once we are connected. */
async function filtersOff({ webui, wiring }: StepContext): Promise<readonly string[]> {
  const place = await connectionPlace(webui, wiring);
  if (place === null) return [...ASKED_FILTERS];
  const states = await Promise.all(
    ASKED_FILTERS.map(async (name) => ({ name, valves: await readFilter(webui, name, place) })),
  );
  return states.filter(({ valves }) => !valves.enabled).map(({ name }) => name);
}

async function readFilter(webui: OpenWebui, name: string, place: number) {
  const answer = await webui.write(pipelinePath(`${name}/valves`, place), undefined, 'GET');
  if (Value.Check(ENABLED, answer)) return answer;
  throw new OpenWebuiError(`The filter ${name} has no valve "enabled".`);
}

function filterChange(
  { webui, wiring }: Pick<StepContext, 'webui' | 'wiring'>,
  name: string,
  enabled: boolean,
): Change {
  return {
    kind: 'change',
    subject: `filter ${name}`,
    detail: enabled ? 'switch on' : 'switch off, as it was',
    apply: async () => {
      const place = await connectionPlace(webui, wiring);
      if (place === null) throw new OpenWebuiError('There is no connection to this server.');
      const valves = await readFilter(webui, name, place);
      await webui.write(pipelinePath(`${name}/valves/update`, place), { ...valves, enabled });
    },
  };
}

const pipelinePath = (path: string, place: number) => `/api/v1/pipelines/${path}?urlIdx=${place}`;

/** The place of our connection in the list, by which Open WebUI's page of pipelines knows it. */
async function connectionPlace(webui: OpenWebui, wiring: Wiring): Promise<number | null> {
  const { list } = await readConnections(webui);
  const place = list.findIndex(({ url }) => isOurs(url, wiring));
  return place === -1 ? null : place;
}
