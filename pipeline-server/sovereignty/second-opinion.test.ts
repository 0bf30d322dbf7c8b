import { describe, expect, it } from 'vitest';
import type { ModelEvent, ModelProvider, ModelRequest } from '../contracts/models.ts';
import { SILENT_LOG } from '../test/request-context.ts';
import { createSecondOpinion } from './second-opinion.ts';

function opinionOf(answer: () => AsyncIterable<ModelEvent>, asked: ModelRequest[] = []) {
  const provider: ModelProvider = {
    models: async () => [],
    probe: async () => '',
    stream(request) {
      asked.push(request);
      return answer();
    },
  };
  return createSecondOpinion({
    provider,
    model: 'small',
    timeoutMs: 50,
    whenUnavailable: 'CONFIDENTIAL',
    log: SILENT_LOG,
  });
}

async function* saying(...texts: readonly string[]): AsyncGenerator<ModelEvent> {
  for (const text of texts) yield { type: 'text', text };
}

async function* silent(): AsyncGenerator<ModelEvent> {
  await new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), 100));
  yield { type: 'text', text: '' };
}

const { signal } = new AbortController();

describe('a second opinion', () => {
  it('is the class that the model names, however it is cut into pieces', async () => {
    const asked: ModelRequest[] = [];
    const opinion = opinionOf(() => saying('{"cla', 'ss": "REST', 'RICTED"}'), asked);
    expect(await opinion.classOf('x'.repeat(20_000), signal)).toBe('RESTRICTED');
    expect(JSON.stringify(asked).length).toBeLessThan(10_000);
    expect(asked[0]?.format).toMatchObject({ schema: { required: ['class'] } });
  });

  it.each([
    ['an unknown class', () => saying('{"class": "SECRET"}')],
    ['no class', () => saying('I think that this is fine.')],
    ['nothing', () => saying()],
    ['more than an answer', () => saying('x'.repeat(1000), '{"class": "PUBLIC"}')],
    ['an answer that is late', () => silent()],
  ])('is what the settings say when the model says %s', async (_what, answer) => {
    expect(await opinionOf(answer).classOf('text', signal)).toBe('CONFIDENTIAL');
  });
});
