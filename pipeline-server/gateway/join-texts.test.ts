import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelEvent } from '../contracts/models.ts';
import { joinTexts } from './join-texts.ts';

const EVENTS = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('text' as const), text: fc.string({ minLength: 1 }) }),
    fc.record({ type: fc.constant('reasoning' as const), text: fc.string({ minLength: 1 }) }),
    fc.record({ type: fc.constant('finish' as const), reason: fc.constant('stop' as const) }),
  ),
);

/** What is said, text by text: neighbours of one kind run together. */
function spoken(events: readonly ModelEvent[]): string {
  return events
    .map((event, index) => {
      if (event.type !== 'text') return `<${JSON.stringify(event)}>`;
      return (events[index - 1]?.type === 'text' ? '' : '|') + event.text;
    })
    .join('');
}

function* thenBreaks(events: readonly ModelEvent[]): Generator<ModelEvent, void> {
  yield* events;
  throw new TypeError('broken');
}

describe('joining texts', () => {
  it('keeps every word and the order, and leaves no text beside another', () => {
    fc.assert(
      fc.property(EVENTS, (events) => {
        const joined = [...joinTexts(events)];
        expect(spoken(joined)).toBe(spoken(events));
        const pairs = joined.slice(1).map((event, index) => [joined[index]?.type, event.type]);
        expect(pairs).not.toContainEqual(['text', 'text']);
      }),
    );
  });

  it('gives what came before a failure, then fails', () => {
    fc.assert(
      fc.property(EVENTS, (events) => {
        const given: ModelEvent[] = [];
        expect(() => {
          for (const event of joinTexts(thenBreaks(events))) given.push(event);
        }).toThrow('broken');
        expect(spoken(given)).toBe(spoken(events));
      }),
    );
  });

  it('gives nothing more to a reader that stops', () => {
    const joined = joinTexts([
      { type: 'finish', reason: 'stop' },
      { type: 'text', text: 'late' },
    ]);
    expect(joined.next().value).toEqual({ type: 'finish', reason: 'stop' });
    expect(joined.return()).toEqual({ done: true, value: undefined });
    expect(joined.next().done).toBe(true);
  });
});
