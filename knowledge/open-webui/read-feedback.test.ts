import { describe, expect, it } from 'vitest';
import { createOpenWebuiApi } from './api.ts';
import { readFeedback } from './read-feedback.ts';

const signal = new AbortController().signal;

const CHAT = {
  chat: {
    history: {
      messages: {
        q: { parentId: null, content: 'How do we rotate a key?' },
        a: { parentId: 'q', content: 'The SOP says … `sops/keys.md#steps:L3-L9@1.0.0`, owner `x`' },
      },
    },
  },
};

function apiWith(answer: unknown) {
  const fetch = async () => Response.json(answer);
  return createOpenWebuiApi({ url: 'http://owui.test', apiKey: 'sk', fetch });
}

function entry(changes: object = {}) {
  return {
    user_id: 'ann',
    created_at: 1_764_300_000,
    data: { rating: -1, model_id: 'xops', reason: 'not_factually_correct', comment: 'Old way.' },
    meta: { message_id: 'a' },
    snapshot: { chat: CHAT },
    ...changes,
  };
}

describe('readFeedback', () => {
  it('gives what was asked and cited, and nobody by name', async () => {
    const found = await readFeedback(apiWith([entry()]), signal);
    expect(found).toEqual([
      {
        at: '2025-11-28T03:20:00.000Z',
        rating: 'down',
        reason: 'not_factually_correct',
        comment: 'Old way.',
        model: 'xops',
        question: 'How do we rotate a key?',
        cited: ['sops/keys.md#steps:L3-L9@1.0.0'],
      },
    ]);
  });

  it('puts the oldest first, and leaves out what has no question or no rating', async () => {
    const entries = [
      entry({ created_at: 1_764_300_100, data: { rating: '1' } }),
      entry(),
      entry({ snapshot: null }),
      entry({ meta: { message_id: 'gone' } }),
      entry({ data: { rating: null } }),
      entry({ data: null }),
    ];
    const found = await readFeedback(apiWith(entries), signal);
    expect(found.map(({ rating }) => rating)).toEqual(['down', 'up']);
  });

  it('says that the answer is of another shape', async () => {
    await expect(readFeedback(apiWith({ items: [] }), signal)).rejects.toThrow('not known');
  });
});
