import { type Static, Type } from 'typebox';
import { contentHash } from '../../contracts/canonical-json.ts';
import type { OpenWebui } from '../open-webui.ts';
import { type Change, EVERYBODY, type Step, type StepPlan } from '../step.ts';
import { describeModel, type WantedModel } from './model-texts.ts';

const GRANT = Type.Object({
  principal_type: Type.String(),
  principal_id: Type.String(),
  permission: Type.String(),
});
/** An entry of Open WebUI's models (0.12, `models/models.py`); `meta` keeps members that it does not know. */
const ENTRY = Type.Object({
  id: Type.String(),
  name: Type.String(),
  meta: Type.Record(Type.String(), Type.Unknown()),
  params: Type.Record(Type.String(), Type.Unknown()),
  access_grants: Type.Optional(Type.Array(GRANT)),
  is_active: Type.Boolean(),
});

/** One entry. */
export type Entry = Static<typeof ENTRY>;

/** Under this member of `meta` stands what was written, as a hash: entries without it, or with another, are somebody's own. */
export const MARK = 'xops_connect';

/** Entries by which people who are no admins see our models, with a description and questions to start with. */
export const modelEntriesStep: Step = {
  id: 'models',
  title: 'descriptions, first questions and access for everybody who is signed in',
  byDefault: true,
  async wire({ webui, facts }) {
    const entries = await readEntries(webui);
    const plans = facts.handshake.models.map((model) => {
      const found = entries.find(({ id }) => id === model.id);
      return planEntry(webui, describeModel(model), found ?? null);
    });
    const served = new Set(facts.handshake.models.map(({ id }) => id));
    const stale = entries.filter((entry) => !served.has(entry.id) && isUntouched(entry));
    return {
      changes: [
        ...plans.flatMap(({ changes }) => changes),
        ...stale.map((entry) => removal(webui, entry, 'its model is served no longer')),
      ],
      notes: plans.flatMap(({ notes }) => notes),
    };
  },
  async unwire({ webui }) {
    const marked = (await readEntries(webui)).filter(({ meta }) => MARK in meta);
    const [ours, changed] = [
      marked.filter(isUntouched),
      marked.filter((each) => !isUntouched(each)),
    ];
    return {
      changes: ours.map((entry) => removal(webui, entry, 'description and access')),
      notes: changed.map(({ id }) => `The entry of ${id} is left: an admin changed it.`),
    };
  },
};

/** Entries of models that stand on no other. */
export async function readEntries(webui: OpenWebui): Promise<readonly Entry[]> {
  return await webui.read('/api/v1/models/base', Type.Array(ENTRY));
}

function planEntry(webui: OpenWebui, wanted: WantedModel, found: Entry | null): StepPlan {
  if (found === null) return { changes: [creation(webui, wanted)], notes: [] };
  if (!isUntouched(found)) return { changes: [], notes: ownEntryNotes(found) };
  const entry = toEntry(wanted, found);
  if (found.meta[MARK] === entry.meta[MARK]) return { changes: [], notes: [] };
  return {
    changes: [
      {
        kind: 'change',
        subject: `model ${wanted.id}`,
        detail: 'description, first questions and access',
        apply: async () => await webui.write('/api/v1/models/model/update', entry),
      },
    ],
    notes: [],
  };
}

function ownEntryNotes({ id, access_grants = [] }: Entry): readonly string[] {
  if (access_grants.length > 0) return [];
  return [
    `Only admins see the model ${id}: an admin made its entry, which is left as it is. Give people access in Admin Settings > Models.`,
  ];
}

function creation(webui: OpenWebui, wanted: WantedModel): Change {
  return {
    kind: 'add',
    subject: `model ${wanted.id}`,
    detail: `"${wanted.name}" for everybody who is signed in`,
    apply: async () => await webui.write('/api/v1/models/create', toEntry(wanted, null)),
  };
}

function removal(webui: OpenWebui, { id }: Entry, detail: string): Change {
  return {
    kind: 'remove',
    subject: `model ${id}`,
    detail,
    apply: async () => await webui.write('/api/v1/models/model/delete', { id }),
  };
}

function toEntry({ id, name, ...meta }: WantedModel, found: Entry | null) {
  const entry = {
    id,
    base_model_id: null,
    name,
    meta: { ...found?.meta, ...meta },
    params: found?.params ?? {},
    access_grants: [...EVERYBODY],
    is_active: found?.is_active ?? true,
  };
  return { ...entry, meta: { ...entry.meta, [MARK]: fingerprint(entry) } };
}

/** True for an entry that we made and nobody changed. */
function isUntouched(entry: Entry): boolean {
  return entry.meta[MARK] === fingerprint(entry);
}

/** Of what we write: other members are the admin's and may change. */
function fingerprint({
  name,
  meta,
  access_grants = [],
}: Pick<Entry, 'name' | 'meta' | 'access_grants'>) {
  const grants = access_grants
    .map(({ principal_type, principal_id, permission }) =>
      [principal_type, principal_id, permission].join(' '),
    )
    .toSorted();
  const { description = null, suggestion_prompts = null, capabilities = null } = meta;
  return contentHash({ name, grants, description, suggestion_prompts, capabilities });
}
