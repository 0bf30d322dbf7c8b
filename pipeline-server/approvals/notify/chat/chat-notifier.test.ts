import { describe, expect, it } from 'vitest';
import { sampleDetails, sampleRequest } from '../../../test/approval-samples.ts';
import { createChatNotifier } from './chat-notifier.ts';

const signal = new AbortController().signal;

function world(taken = true) {
  const sent: { readonly to: string; readonly type: string; readonly data: object }[] = [];
  const notifier = createChatNotifier({
    send: async ({ chatId, messageId }, { type, data }) => {
      sent.push({ to: `${chatId}/${messageId}`, type, data });
      return taken;
    },
    drawCard: async ({ request }) => `<p>${request.status}</p>`,
  });
  return { notifier, sent };
}

const news = (over: Parameters<typeof sampleRequest>[0], kind = 'execution.ended' as const) => ({
  id: 'n1',
  kind,
  at: '2026-03-02T10:00:00.000Z',
  details: sampleDetails({ request: sampleRequest(over) }),
});

describe('the news of a request in its chat', () => {
  it('is a status line and the card in the place of the one before', async () => {
    const { notifier, sent } = world();
    await notifier.send(news({ status: 'SUCCEEDED' }), signal);
    expect(sent).toEqual([
      {
        to: 'chat-1/message-1',
        type: 'status',
        data: { description: 'Done: Stop 1 idle EC2 instance', done: true },
      },
      {
        to: 'chat-1/message-1',
        type: 'embeds',
        data: { embeds: ['<p>SUCCEEDED</p>'], replace: true },
      },
    ]);
  });

  it('is there at once where a model of others asked by a tool', async () => {
    const { notifier, sent } = world();
    const origin = { door: 'tool', chatId: 'chat-1', messageId: 'message-1' } as const;
    await notifier.send({ ...news({ origin }), kind: 'approval.requested' }, signal);
    expect(sent.map(({ type }) => type)).toEqual(['status', 'embeds']);
  });

  it('is none for a request of no chat, nor for one that our own answer shows', async () => {
    const { notifier, sent } = world();
    await notifier.send(news({ origin: { door: 'cli', chatId: null, messageId: null } }), signal);
    await notifier.send({ ...news({}), kind: 'approval.requested' }, signal);
    expect(sent).toEqual([]);
  });

  it('is tried again when Open WebUI does not take it', async () => {
    const { notifier } = world(false);
    await expect(notifier.send(news({}), signal)).rejects.toThrow('did not take');
  });
});
