import { Type } from 'typebox';
import {
  defineFilter,
  type FilterBody,
  type FilterPlugin,
  Refusal,
} from '../pipeline-server/contracts/plugin.ts';
import { defusePayload } from './defuse-payload.ts';
import { findInjection } from './injection-patterns.ts';
import { addSystemNote, DATA_NOTE, type PayloadText, readTexts } from './payload-texts.ts';

const VALVES = Type.Object({
  enabled: Type.Boolean({
    default: true,
    title: 'Enabled',
    description:
      'Looks for text that tries to change the assistant’s instructions. It knows common wordings only: a careful attacker words it differently.',
  }),
  pipelines: Type.Array(Type.String(), {
    default: ['*'],
    title: 'Models',
    description:
      'Ids of the models to guard, or * alone for all. Presets have ids of their own: name them as well, or use *.',
  }),
  priority: Type.Integer({
    default: 20,
    title: 'Priority',
    description: 'Lower runs first. Open WebUI skips a filter that it cannot reach.',
  }),
  action: Type.Enum(['warn', 'defuse', 'refuse'], {
    default: 'warn',
    title: 'Action',
    description:
      'warn tells the model that quoted text is data. defuse also marks suspicious lines and takes scripts, hidden characters, images from elsewhere and links that run code out of attached files, documents and tool results. refuse refuses the chat. None sees knowledge that Open WebUI retrieves after this filter, results of tools that it calls within the turn, or answers.',
  }),
  phrases: Type.Array(Type.String({ maxLength: 500 }), {
    default: [],
    maxItems: 500,
    title: 'More phrases',
    description:
      'Phrases that count as an attempt as well, compared word by word without regard to case. Phrases cannot hold a comma.',
  }),
});

/** Looks for attempts to override the model's instructions, and warns the model, defuses them or refuses the chat. */
export const promptInjection: FilterPlugin<typeof VALVES> = defineFilter({
  id: 'prompt_injection',
  name: 'Prompt injection',
  description: 'Warns the model of, defuses or refuses text that tries to change its instructions.',
  valves: VALVES,
  inlet(body, { valves, task, log, chatId }) {
    if (!valves.enabled || task !== null) return body;
    const { action, phrases } = valves;
    const found = findFirst(body, phrases);
    const sent = action === 'defuse' ? defusePayload(body, phrases) : body;
    if (found === null) return sent;
    log.warn({ chatId, place: found.place, action }, 'possible prompt injection');
    if (action === 'refuse') throw new Refusal(400, refusalText(found));
    return addSystemNote(sent, DATA_NOTE);
  },
});

interface Found {
  readonly place: PayloadText['place'];
  readonly words: string;
}

function findFirst(body: FilterBody, phrases: readonly string[]): Found | null {
  for (const { place, text } of readTexts(body)) {
    const words = findInjection(text, phrases);
    if (words !== null) return { place, words };
  }
  return null;
}

function refusalText({ place, words }: Found): string {
  return `This was not sent: ${place} contains "${words}", which reads as an attempt to change the assistant’s instructions. Take it out and ask again.`;
}
