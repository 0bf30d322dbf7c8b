import type { Static } from 'typebox';
import { Type } from 'typebox';
import { type Analyzers, callerOf } from '../../contracts/analysis.ts';
import type { ChatEvent, ChatMessage, Part } from '../../contracts/chat.ts';
import { messageText } from '../../contracts/chat.ts';
import type { Clock } from '../../contracts/context.ts';
import type { Dashboard } from '../../contracts/dashboard.ts';
import type { PipeInput, PipePlugin, PluginContext } from '../../contracts/plugin.ts';
import { definePipe } from '../../contracts/plugin.ts';
import type { Reports } from '../../contracts/reports.ts';
import type { ChatStore } from '../../contracts/state.ts';
import type { Answer, AskDeps, AskInput, AskPart, AwsSource } from './answer.ts';
import { ask } from './ask.ts';
import { embedChart } from './chart-embed.ts';
import { count, formatNumber } from './format-value.ts';
import { renderBlock } from './markdown.ts';
import { sourceEvent } from './source-event.ts';
import { createUnderstanding } from './understand/understand.ts';
import type { Understand } from './understand/understanding.ts';

const xopsValves = Type.Object({
  top: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 100,
    title: 'Rows',
    description: 'Rows of a table before "more", where the question names no number.',
  }),
  options: Type.Integer({
    default: 5,
    minimum: 0,
    maximum: 20,
    title: 'Options',
    description: 'Ranked options shown below an answer; 0 shows none.',
  }),
  currency_decimals: Type.Integer({
    default: 2,
    minimum: 0,
    maximum: 4,
    title: 'Decimals of money',
    description: 'Digits after the decimal point of every amount.',
  }),
  show_chart: Type.Boolean({
    default: true,
    title: 'Charts',
    description: 'Draw a chart below an answer where the analysis offers one.',
  }),
  show_sources: Type.Boolean({
    default: true,
    title: 'Sources',
    description: 'Cite every AWS API call, and list the APIs at the foot of an answer.',
  }),
  show_receipt: Type.Boolean({
    default: true,
    title: 'Receipt',
    description: 'Say what an answer cost: requests, AWS fees, time, model.',
  }),
  show_understanding: Type.Boolean({
    default: true,
    title: 'Understanding',
    description: 'Say how the question was understood.',
  }),
  ask_above_usd: Type.Number({
    default: 0.5,
    minimum: 0,
    maximum: 1_000_000,
    title: 'Ask above USD',
    description:
      'A question that will cost more than this in AWS request fees is offered first: the user says "go ahead". The setting aws.limits.askAboveUsd counts as well: the lower of the two.',
  }),
  limit_usd: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1_000_000,
    title: 'Limit per question in USD',
    description:
      'Most that one question may spend on paid AWS requests. The setting aws.limits.questionUsd counts as well: the lower of the two.',
  }),
});

type XopsValves = Static<typeof xopsValves>;
type XopsContext = PluginContext<XopsValves>;

/** What the pipe is made from. */
export interface XopsPipeDeps {
  readonly analyzers: Analyzers;
  readonly chats: ChatStore;
  readonly reports: Reports;
  readonly clock: Clock;
  readonly awsSource: AwsSource;
  /** What the settings say; the valve may lower it. */
  readonly askAboveUsd?: number;
  readonly dashboard?: Dashboard;
  /** Defaults to understanding without a model, over the analyzers' catalogue. */
  readonly understand?: Understand;
}

/** Citations of one answer, each answer of AWS once; the receipt counts every call. */
const MOST_SOURCES = 50;

/** The model `xops`: questions about AWS in plain English, answered by analyzers and written without a model. */
export function createXopsPipe(deps: XopsPipeDeps): PipePlugin<typeof xopsValves> {
  const understand = deps.understand ?? createUnderstanding(deps.analyzers.list());
  return definePipe({
    id: 'xops',
    name: 'xOps',
    description:
      'Answers questions about AWS cost, security, inventory and certificates; read-only.',
    valves: xopsValves,
    pipe(input, context) {
      const { log, valves } = context;
      const presentation = presentationOf(valves);
      const askAboveUsd = Math.min(valves.ask_above_usd, deps.askAboveUsd ?? valves.ask_above_usd);
      const flow = { ...deps, understand, log, presentation, askAboveUsd };
      const parts = ask(askInput(input, context), flow);
      return toChatParts(parts, valves);
    },
  });
}

function presentationOf(valves: XopsValves): AskDeps['presentation'] {
  return {
    rows: valves.top,
    options: valves.options,
    currencyDecimals: valves.currency_decimals,
    showSources: valves.show_sources,
    showReceipt: valves.show_receipt,
    showUnderstanding: valves.show_understanding,
  };
}

function askInput(input: PipeInput, context: XopsContext): AskInput {
  return {
    question: input.userMessage,
    chatId: context.chatId,
    earlierQuestions: questionsOf(input.messages).slice(0, -1),
    identity: context.principal.id,
    caller: callerOf(context.principal, { tool: 'chat', requestId: context.requestId }),
    signal: context.signal,
    limitUsd: context.valves.limit_usd,
  };
}

function questionsOf(messages: readonly ChatMessage[]): readonly string[] {
  return messages.filter((message) => message.role === 'user').map(messageText);
}

/** The flow's parts as a chat shows them: progress as status lines, calls as citations, the answer as text. */
async function* toChatParts(
  parts: AsyncIterable<AskPart>,
  valves: XopsValves,
): AsyncGenerator<Part> {
  const cited = new Set<string>();
  for await (const part of parts) {
    if (part.type === 'progress') yield status(part.description, false);
    else if (part.type === 'answer') yield* answerParts(part.answer, valves);
    else if (valves.show_sources && cited.size < MOST_SOURCES && !cited.has(part.evidence.id)) {
      cited.add(part.evidence.id);
      yield event(sourceEvent(part));
    }
  }
}

async function* answerParts(answer: Answer, valves: XopsValves): AsyncGenerator<Part> {
  for (const block of answer.document) {
    yield { type: 'text-delta', text: `${renderBlock(block)}\n\n` };
  }
  const charts = valves.show_chart ? answer.charts : [];
  const embeds = [...answer.cards, ...(await Promise.all(charts.map(embedChart)))];
  if (embeds.length > 0) {
    yield event({ type: 'embeds', data: { embeds } });
  }
  yield status(closing(answer), true);
  yield { type: 'usage', usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } };
  yield { type: 'finish', reason: 'stop' };
}

function closing(answer: Answer): string {
  if (answer.status === 'failed') return 'No answer';
  if (answer.price !== undefined) return 'Waiting for your agreement to the price';
  const { requests, elapsedMs } = answer.receipt;
  return `Answered with ${count(requests, 'request')} to AWS in ${formatNumber(elapsedMs / 1000, 1)} s`;
}

function status(description: string, done: boolean): Part {
  return event({ type: 'status', data: { description, done } });
}

function event(chatEvent: ChatEvent): Part {
  return { type: 'event', event: chatEvent };
}
