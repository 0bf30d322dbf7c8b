import { messageText } from '../contracts/chat.ts';
import type { AnswerFacts, ModelPort, ModelQuestion } from '../contracts/models.ts';
import type { Principal } from '../contracts/principal.ts';
import type { ModelHelp } from '../flows/xops/answer.ts';

/** What a scripted model does: pieces of text, waits in milliseconds between them, failures, or (null) nothing ever again. */
export type FakeStep = string | number | Error | null;

/** A model that follows a script for each purpose, and keeps what it was asked. */
export interface FakeModels extends ModelPort {
  readonly asked: ModelQuestion[];
}

/** What is known of its answers. */
export const FAKE_FACTS: AnswerFacts = {
  route: 'fake',
  provider: 'openai',
  model: 'fake-1',
  place: 'vpc',
  region: null,
  jurisdiction: ['AU'],
  class: 'CONFIDENTIAL',
  sentClass: 'CONFIDENTIAL',
  action: 'allow',
  redacted: {},
  pseudonymised: {},
  masked: {},
  rule: 'test',
  usage: { inputTokens: 1200, outputTokens: 34, cacheReadTokens: 0, cacheWriteTokens: 0 },
  costUsd: null,
  attempts: [],
  milliseconds: 5,
};

/** The texts of a question's messages: what stays the same, and what is asked. */
export function promptOf({ asked }: FakeModels): readonly [string, string] {
  const [system = '', user = ''] = (asked[0]?.messages ?? []).map(messageText);
  return [system, user];
}

/** Makes a scripted model. */
export function createFakeModels(scripts: {
  readonly understanding?: readonly FakeStep[];
  readonly wording?: readonly FakeStep[];
}): FakeModels {
  const asked: ModelQuestion[] = [];
  const begin = async (question: ModelQuestion) => {
    asked.push(question);
    const [first, ...rest] = scripts[question.purpose as keyof typeof scripts] ?? [];
    if (first instanceof Error) throw first;
    if (first === null) await hang();
    if (typeof first === 'number') await wait(first);
    return {
      text: play(typeof first === 'string' ? [first, ...rest] : rest),
      facts: () => FAKE_FACTS,
    };
  };
  return {
    asked,
    available: true,
    stream: begin,
    async complete(question) {
      const { text: pieces, facts } = await begin(question);
      let text = '';
      for await (const piece of pieces) text += piece;
      return { text, json: parse(text), facts: facts() };
    },
  };
}

/** Obeys no signal, as the worst of providers. */
function hang(): Promise<never> {
  return new Promise(() => undefined);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function* play(steps: readonly FakeStep[]): AsyncGenerator<string> {
  for (const step of steps) {
    if (step instanceof Error) throw step;
    if (step === null) await hang();
    else if (typeof step === 'number') await wait(step);
    else yield step;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const ASKER: Principal = {
  id: 'tester',
  email: null,
  name: null,
  roles: [],
  groups: [],
  proof: 'unsigned',
  scopes: ['chat'],
};

/** A scripted model that helps with everything, and is waited for so long. */
export function fakeHelp(port: ModelPort, changes: Partial<ModelHelp> = {}): ModelHelp {
  return { port, principal: ASKER, understanding: true, wording: true, waitMs: 60, ...changes };
}
