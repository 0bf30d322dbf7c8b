import type { Static } from 'typebox';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Organization } from '../../contracts/analysis.ts';
import { SEVERITIES } from '../../contracts/parameters.ts';
import type { AskDeps, AskInput, Topic } from './answer.ts';
import type { Understanding } from './understand/understanding.ts';

/** How far back a conversation is read when the store does not know it. */
const MOST_EARLIER_QUESTIONS = 20;
const LONGEST_QUESTION = 500;
/** Ids kept of what an option rests on; the rest is read again when it is asked for. */
const MOST_KEPT_IDS = 50;

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Period = Type.Object({ start: Type.String(), end: Type.String(), label: Type.String() });
const Texts = Type.Array(Type.String());

const StoredTopic = Type.Object({
  version: Type.Literal(1),
  question: Type.String(),
  analyzers: Texts,
  parameters: Type.Object({
    accounts: Texts,
    regions: Texts,
    period: Nullable(Period),
    compareTo: Nullable(Period),
    top: Nullable(Type.Number()),
    severities: Type.Array(Type.Union(SEVERITIES.map((severity) => Type.Literal(severity)))),
    services: Texts,
    resourceTypes: Texts,
    tags: Type.Record(Type.String(), Type.String()),
    groupBy: Nullable(
      Type.Union([
        Type.Literal('account'),
        Type.Literal('region'),
        Type.Literal('service'),
        Type.Literal('team'),
        Type.Literal('environment'),
        Type.Literal('unit'),
        Type.Literal('team_unit'),
        Type.Literal('environment_unit'),
        Type.Literal('tag'),
        Type.Literal('tag_unit'),
        Type.Literal('type'),
        Type.Literal('severity'),
        Type.Literal('month'),
        Type.Literal('day'),
      ]),
    ),
    tagKey: Nullable(Type.String()),
    days: Nullable(Type.Number()),
    search: Nullable(Type.String()),
  }),
  shown: Type.Number(),
  priceOffered: Type.Optional(Type.Boolean()),
  priceAgreed: Type.Optional(Type.Boolean()),
  options: Type.Array(
    Type.Object({
      id: Type.String(),
      rank: Type.Number(),
      title: Type.String(),
      action: Type.String(),
      monthlySaving: Nullable(Type.Object({ amount: Type.Number(), currency: Type.String() })),
      shareOfBill: Nullable(Type.Number()),
      risk: Type.Number(),
      effort: Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high')]),
      confidence: Type.Number(),
      confidenceReason: Type.String(),
      controls: Texts,
      analyzer: Type.String(),
      findings: Texts,
      evidence: Texts,
    }),
  ),
});
type StoredTopic = Static<typeof StoredTopic>;

/**
 * What the chat was about before this question, or null. The store knows more (the options as they were numbered), the
 * messages are the truth: after an edit or a branch they win, and a caller without a chat id has only them.
 */
export async function recall(
  input: AskInput,
  deps: AskDeps,
  organization: Organization,
): Promise<Topic | null> {
  const stored = await readTopic(input, deps);
  const last = input.earlierQuestions.at(-1);
  if (stored !== null && (last === undefined || stored.question === keyOf(last))) return stored;
  return replay(input.earlierQuestions.slice(-MOST_EARLIER_QUESTIONS), deps, organization);
}

async function readTopic(input: AskInput, deps: AskDeps): Promise<StoredTopic | null> {
  if (input.chatId === null) return null;
  try {
    const value = await deps.chats.read(input.chatId);
    return Value.Check(StoredTopic, value) ? value : null;
  } catch (error) {
    deps.log.error({ err: error }, 'the state of a chat cannot be read');
    return null;
  }
}

/** Understands earlier questions again, in order, to find what the last of them was about. */
function replay(
  questions: readonly string[],
  deps: AskDeps,
  organization: Organization,
): Topic | null {
  let topic: Topic | null = null;
  for (const question of questions) {
    const previous: Understanding | null = topic === null ? null : asUnderstanding(topic);
    const context = { organization, now: deps.clock.now(), previous };
    topic = replayOne(topic, deps.understand(question, context), deps.presentation.rows);
  }
  return topic;
}

function replayOne(topic: Topic | null, understanding: Understanding, rows: number): Topic | null {
  const { kind, followUp, analyzers, parameters } = understanding;
  const page = parameters.top ?? rows;
  if (followUp?.kind === 'more' && topic !== null) {
    return { ...topic, shown: topic.shown + (topic.parameters.top ?? rows) };
  }
  const changes = followUp?.kind === 'filter' || followUp?.kind === 'group';
  if (kind !== 'analyze' && !changes) return topic;
  return { analyzers, parameters, shown: page, options: [] };
}

/** A topic in the words of the understanding step, for questions that follow on it. */
export function asUnderstanding(topic: Topic): Understanding {
  return {
    kind: 'analyze',
    analyzers: topic.analyzers,
    parameters: topic.parameters,
    write: false,
    followUp: null,
    confidence: 1,
    offers: [],
    explanation: '',
  };
}

/**
 * Keeps the topic for the next turn, bounded. Nothing is kept without a chat id. A store that fails spoils no
 * answer: the next turn then has the messages.
 */
export async function remember(input: AskInput, deps: AskDeps, topic: Topic | null): Promise<void> {
  if (input.chatId === null || topic === null) return;
  const options = topic.options.map((option) => ({
    ...option,
    findings: option.findings.slice(0, MOST_KEPT_IDS),
    evidence: option.evidence.slice(0, MOST_KEPT_IDS),
  }));
  const question = keyOf(input.question);
  const stored = { ...topic, version: 1, question, options };
  try {
    await deps.chats.write(input.chatId, stored);
  } catch (error) {
    deps.log.error({ err: error }, 'the state of a chat cannot be kept');
  }
}

function keyOf(question: string): string {
  return question.trim().slice(0, LONGEST_QUESTION);
}
