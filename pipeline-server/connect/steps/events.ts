import { Type } from 'typebox';
import { eventPathOf } from '../../contracts/event-token.ts';
import { detailOf, type OpenWebui, OpenWebuiError } from '../open-webui.ts';
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
    const apply = async () => await add(webui, body);
    const subject = 'event webhook';
    const change = { kind: 'add', subject, detail: 'uploads', optional: true, apply } as const;
    return { changes: [change], notes: [] };
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

/** Open WebUI looks the address up before it takes it, and refuses private ones unless it is told otherwise. */
async function add(webui: OpenWebui, body: object): Promise<void> {
  const answer = await webui.send('POST', PATH, body);
  if (answer.status === 200) return;
  throw new OpenWebuiError(
    `Open WebUI does not take the address of this server for events (${detailOf(answer)}). Uploads are noticed within a minute all the same; with ENABLE_LOCAL_WEB_FETCH=true in its environment, at once.`,
  );
}

function addressOf({ serverUrl, key }: Wiring): string {
  return `${serverUrl}${eventPathOf(key)}`;
}

async function ours(webui: OpenWebui, wiring: Wiring) {
  return (await webui.read(PATH, WEBHOOKS)).filter(({ url }) => url === addressOf(wiring));
}
