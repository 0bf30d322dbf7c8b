import { describe, expect, it } from 'vitest';
import { NO_PARAMETERS } from '../../contracts/parameters.ts';
import { fakeOrganization, fakeRecommendation } from '../../test/fake-analyzers.ts';
import { createFakeChats, fakeDeps, fakeInput } from '../../test/fake-ask.ts';
import type { Topic } from './answer.ts';
import { recall, remember } from './conversation.ts';

const topic: Topic = {
  analyzers: ['cost.ec2.idle'],
  parameters: NO_PARAMETERS,
  shown: 10,
  options: [fakeRecommendation(1)],
};

function createChat() {
  const chats = createFakeChats();
  const deps = fakeDeps({ chats });
  return {
    chats,
    keep: (question: string, kept: Topic, chatId: string | null = 'c') =>
      remember(fakeInput(question, { chatId }), deps, kept),
    find: (earlierQuestions: readonly string[], chatId: string | null = 'c') =>
      recall(fakeInput('now', { chatId, earlierQuestions }), deps, fakeOrganization),
  };
}

describe('remember and recall', () => {
  it('give back what was kept', async () => {
    const chat = createChat();
    await chat.keep('idle', topic);
    expect(await chat.find(['idle'])).toMatchObject(topic);
  });

  it('keep chats apart', async () => {
    const chat = createChat();
    await chat.keep('idle', topic);
    expect(await chat.find([], 'other')).toBeNull();
  });

  it('keep nothing without a chat id', async () => {
    const chat = createChat();
    await chat.keep('idle', topic, null);
    expect(chat.chats.kept.size).toBe(0);
  });

  it('keep a bounded part of a huge answer', async () => {
    const chat = createChat();
    const findings = Array.from({ length: 100_000 }, (_, index) => `arn:aws:ec2:::i-${index}`);
    const options = [fakeRecommendation(1, { findings, evidence: findings })];
    await chat.keep('x'.repeat(100_000), { ...topic, options });
    expect(chat.chats.kept.get('c')?.length).toBeLessThan(10_000);
  });

  it('start again from the messages when the last question is another one', async () => {
    const chat = createChat();
    await chat.keep('more', { ...topic, shown: 90 });
    expect(await chat.find(['top 5', 'more'])).toMatchObject({ shown: 90 });
    expect(await chat.find(['top 5'])).toMatchObject({ shown: 5, options: [] });
  });

  it('read a long history in bounded time, its end first', async () => {
    const questions = Array.from({ length: 5000 }, (_, index) => `top ${index + 1}`);
    expect(await createChat().find(questions, null)).toMatchObject({ parameters: { top: 5000 } });
  });

  it.each(['[]', '"x"', '{"version":2}', '{"version":1,"shown":"1"}'])(
    'take %s in the store for nothing',
    async (text) => {
      const chat = createChat();
      chat.chats.kept.set('c', text);
      expect(await chat.find([])).toBeNull();
    },
  );
});
