import type { ModelEvent } from '../contracts/models.ts';

/**
 * Joins texts that stand behind each other into one, for events that arrived together: whatever an answer passes on its way to a
 * person is done once per event. What throws does so after the text that came before it.
 */
export function* joinTexts(events: Iterable<ModelEvent>): Generator<ModelEvent, void> {
  let text = '';
  try {
    for (const event of events) {
      if (event.type === 'text') {
        text += event.text;
        continue;
      }
      if (text !== '') yield { type: 'text', text };
      text = '';
      yield event;
    }
  } catch (error) {
    if (text !== '') yield { type: 'text', text };
    throw error;
  }
  if (text !== '') yield { type: 'text', text };
}
