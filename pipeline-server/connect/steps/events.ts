import { Type } from 'typebox';
import { eventPathOf } from '../../contracts/event-token.ts';
import type { OpenWebui } from '../open-webui.ts';
import { NOTHING, type Step, type Wiring } from '../step.ts';

const PATH = '/api/events/webhooks';
const WEBHOOKS = Type.Array(Type.Object({ id: Type.String(), url: Type.String() }));

/** What may change what people can find (0.12, `GET /api/events`). */
const EVENTS = ['retrieval.content.processed', 'knowledge.*', 'file.deleted'];

/** Has Open WebUI say at once that something was uploaded, which is otherwise noticed within a minute. */
export const eventsStep: Step = {
  id: 'events',
  title: 'word of uploads as they are made',
  byDefault: false,
  async wire({ webui, wiring }) {
    if ((await ours(webui, wiring)).length > 0) return NOTHING;
    const body = { name: 'xOps', url: addressOf(wiring), enabled: true, events: EVENTS };
    const apply = async () => await webui.write(PATH, body);
    const notes = [
      'Open WebUI sends events to private addresses only with ENABLE_LOCAL_WEB_FETCH=true; without them uploads are noticed within a minute.',
    ];
    return {
      changes: [{ kind: 'add', subject: 'event webhook', detail: 'uploads', apply }],
      notes,
    };
  },
  async unwire({ webui, wiring }) {
    const found = await ours(webui, wiring);
    if (found.length === 0) return NOTHING;
    const apply = async () => {
      for (const { id } of found) {
        await webui.write(`${PATH}/${encodeURIComponent(id)}`, undefined, 'DELETE');
      }
    };
    const change = { kind: 'remove', subject: 'event webhook', detail: 'uploads', apply } as const;
    return { changes: [change], notes: [] };
  },
};

function addressOf({ serverUrl, key }: Wiring): string {
  return `${serverUrl}${eventPathOf(key)}`;
}

async function ours(webui: OpenWebui, wiring: Wiring) {
  return (await webui.read(PATH, WEBHOOKS)).filter(({ url }) => url === addressOf(wiring));
}
