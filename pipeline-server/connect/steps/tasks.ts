import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { detailOf, type OpenWebui, OpenWebuiError } from '../open-webui.ts';
import { type Change, EVERYBODY, NOTHING, note, type Step, type StepPlan } from '../step.ts';

/**
 * A preset on the model `xops`, which answers background tasks itself and asks no model. Open WebUI lists a preset also while
 * what it stands on is not there: with the bare id it would fall back to the model of the chat then (0.12, `utils/task.py`).
 */
const PRESET = 'xops_tasks';

const CONFIG = Type.Object({ TASK_MODEL_EXTERNAL: Type.Union([Type.Null(), Type.String()]) });
const ENTRY = Type.Object({ id: Type.String() });

type TaskConfig = Static<typeof CONFIG> & Readonly<Record<string, unknown>>;

/**
 * Titles, tags, follow-ups and search queries hold what people wrote, and Open WebUI calls no function for them: it would send
 * them to the model of the chat even where the guard stopped the chat.
 */
export const tasksStep: Step = {
  id: 'tasks',
  title: 'titles, tags and search queries made by this server instead of models of others',
  byDefault: false,
  wire: async ({ webui }) => await plan(webui),
  async unwire({ webui }) {
    const { TASK_MODEL_EXTERNAL: chosen } = await readConfig(webui);
    const changes = [
      ...(chosen === PRESET ? [choice(webui, '')] : []),
      ...((await hasPreset(webui)) ? [removal(webui)] : []),
    ];
    return { changes, notes: [] };
  },
};

async function plan(webui: OpenWebui): Promise<StepPlan> {
  const { TASK_MODEL_EXTERNAL: chosen } = await readConfig(webui);
  if (chosen !== PRESET && chosen !== null && chosen !== '')
    return note(
      `Background tasks go to ${chosen}, which an admin chose, past the guard: choose "xOps background tasks" in Admin Settings > Interface.`,
    );
  const changes = [
    ...((await hasPreset(webui)) ? [] : [creation(webui)]),
    ...(chosen === PRESET ? [] : [choice(webui, PRESET)]),
  ];
  return changes.length === 0 ? NOTHING : { changes, notes: [] };
}

async function readConfig(webui: OpenWebui): Promise<TaskConfig> {
  return await webui.read('/api/v1/tasks/config', CONFIG);
}

/** Releases differ in how they say that there is none: 404, or 401 with the same words. */
async function hasPreset(webui: OpenWebui): Promise<boolean> {
  const answer = await webui.send('GET', `/api/v1/models/model?id=${PRESET}`);
  if (answer.status === 200) return Value.Check(ENTRY, answer.body);
  if (answer.status === 404 || answer.status === 401) return false;
  throw new OpenWebuiError(`Open WebUI does not tell of ${PRESET}: ${detailOf(answer)}`);
}

function creation(webui: OpenWebui): Change {
  const entry = {
    id: PRESET,
    base_model_id: 'xops',
    name: 'xOps background tasks',
    meta: { description: 'Titles, tags and search queries, made without a model.', hidden: true },
    params: {},
    access_grants: [...EVERYBODY],
    is_active: true,
  };
  return {
    kind: 'add',
    subject: `model ${PRESET}`,
    detail: 'hidden; answers background tasks',
    apply: async () => await webui.write('/api/v1/models/create', entry),
  };
}

function choice(webui: OpenWebui, id: string): Change {
  return {
    kind: 'change',
    subject: 'model of background tasks',
    detail: id === '' ? 'that of the chat, as Open WebUI comes' : id,
    apply: async () => {
      const now = await readConfig(webui);
      await webui.write('/api/v1/tasks/config/update', { ...now, TASK_MODEL_EXTERNAL: id });
    },
  };
}

function removal(webui: OpenWebui): Change {
  return {
    kind: 'remove',
    subject: `model ${PRESET}`,
    detail: 'of background tasks',
    apply: async () => await webui.write('/api/v1/models/model/delete', { id: PRESET }),
  };
}
