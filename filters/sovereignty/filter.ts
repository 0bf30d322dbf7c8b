import { type Static, Type } from 'typebox';
import type { ChatBody } from '../../pipeline-server/contracts/chat.ts';
import {
  defineFilter,
  type FilterBody,
  type FilterContext,
  type FilterPlugin,
  Refusal,
} from '../../pipeline-server/contracts/plugin.ts';
import type { Place } from '../../pipeline-server/contracts/sovereignty.ts';
import type { SovereigntyGate } from '../../pipeline-server/contracts/sovereignty-gate.ts';
import { maskAnswers } from './mask-answers.ts';

const VALVES = Type.Object({
  enabled: Type.Boolean({
    default: false,
    title: 'Enabled',
    description:
      'Decides by the policy which chats may go to models that this server does not serve. Open WebUI sends a chat unfiltered when it cannot reach this server, and adds documents and tool results after this filter: only the guard function, or the models gateway.*, close that.',
  }),
  pipelines: Type.Array(Type.String(), {
    default: ['*'],
    title: 'Models',
    description:
      'Ids of the models to guard, or * alone for all. Presets have ids of their own: name them as well, or use *. Those of this server are decided on where they are served.',
  }),
  priority: Type.Integer({
    default: 10,
    title: 'Priority',
    description: 'Lower runs first. Open WebUI skips a filter that it cannot reach.',
  }),
  place: Type.Enum(['local', 'vpc', 'cloud'], {
    default: 'cloud',
    title: 'Where these models run',
    description:
      'local: on your own network; vpc: in your own cloud network; cloud: at a vendor. Nobody checks it: it is your word.',
  }),
  mask_answers: Type.Boolean({
    default: true,
    title: 'Mask secrets in answers',
    description:
      'Replaces credentials and personal data that the person did not write. People have seen the answer while it was written: this changes what is kept and sent again.',
  }),
});

type Valves = Static<typeof VALVES>;

/** What the filter is made of. */
export interface SovereigntyFilterPorts {
  /** Decides by the policy for models that run somewhere. */
  readonly gateFor: (place: Place) => SovereigntyGate;
  /** Masks secrets and personal data in a text, except what stands in `own`. */
  readonly mask: (text: string, own: readonly string[]) => Promise<string>;
}

/** The policy for models that this server does not serve. It fails closed: what throws is a refusal. */
export function createSovereigntyFilter(
  ports: SovereigntyFilterPorts,
): FilterPlugin<typeof VALVES> {
  return defineFilter({
    id: 'sovereignty',
    name: 'Sovereignty',
    description: 'Keeps sensitive chats from models where their data may not go.',
    valves: VALVES,
    failClosed: true,
    inlet: (body, context) =>
      context.valves.enabled && !context.servedHere ? decide(ports, body, context) : body,
    outlet: (body, { valves }) =>
      valves.enabled && valves.mask_answers ? maskAnswers(body, ports.mask) : body,
  });
}

async function decide(
  { gateFor }: SovereigntyFilterPorts,
  body: FilterBody,
  { principal, chatId, task, signal, valves }: FilterContext<Valves>,
): Promise<FilterBody> {
  const decision = await gateFor(valves.place).decide({
    principal,
    chatId,
    purpose: task ?? 'chat',
    body: toChatBody(body),
    leastClass: 'PUBLIC',
    requestedRoute: null,
    signal,
  });
  if (decision.action === 'block') throw new Refusal(403, `${decision.reason} ${ADVICE}`);
  const isRewritten = decision.action === 'redact' || decision.action === 'pseudonymise';
  return isRewritten ? { ...decision.body } : body;
}

const ADVICE = 'Choose the model gateway.xops-auto to have it answered where it may go.';

/** Open WebUI's payload is a chat body with more members, which are looked into as well. */
function toChatBody(body: FilterBody): ChatBody {
  const { model, messages } = body;
  return {
    ...body,
    model: typeof model === 'string' ? model : '',
    messages: Array.isArray(messages) ? messages : [],
  };
}
