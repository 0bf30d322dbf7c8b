import type { Static } from 'typebox';
import { Type } from 'typebox';
import { type Analyzers, callerOf } from '../../contracts/analysis.ts';
import type { ChangeDesk } from '../../contracts/change-desk.ts';
import type { ChatEvent, ChatMessage, Part, Usage } from '../../contracts/chat.ts';
import { messageText } from '../../contracts/chat.ts';
import type { Clock } from '../../contracts/context.ts';
import type { Dashboard } from '../../contracts/dashboard.ts';
import type { Hooks } from '../../contracts/hooks.ts';
import type { KnowledgeDesk } from '../../contracts/knowledge.ts';
import type { ModelPort } from '../../contracts/models.ts';
import type { PipeInput, PipePlugin, PluginContext } from '../../contracts/plugin.ts';
import { definePipe } from '../../contracts/plugin.ts';
import type { Reports } from '../../contracts/reports.ts';
import type { ChatStore } from '../../contracts/state.ts';
import type { Answer, AskDeps, AskInput, AskPart, AwsSource } from './answer.ts';
import { ask, OWN_MATTERS } from './ask.ts';
import { embedChart } from './chart-embed.ts';
import { passageEvent } from './cite-passage.ts';
import { questionParts, readConfirmation } from './confirmation.ts';
import { count, formatNumber } from './format-value.ts';
import { createGuard } from './guard.ts';
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
  model_understanding: Type.Boolean({
    default: true,
    title: 'Model for unclear questions',
    description:
      'Where a model is configured, ask one what a question means that words alone leave unclear.',
  }),
  model_wording: Type.Boolean({
    default: true,
    title: 'Model for wording',
    description:
      'Where a model is configured that may be sent the results, have it say what stands out. Tables and figures stay as they are.',
  }),
  model_wait_seconds: Type.Number({
    default: 8,
    minimum: 1,
    maximum: 120,
    title: 'Wait for a model in seconds',
    description:
      "Longest wait for the first piece of a model's answer, and half of the longest for the rest; the answer then goes without it.",
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
  /** Procedures and past incidents. */
  readonly knowledge?: KnowledgeDesk;
  /** Where changes are asked for. */
  readonly changes?: ChangeDesk;
  /** Defaults to none: answers are then written without a model. */
  readonly models?: ModelPort;
  /** Defaults to understanding without a model, over the analyzers' catalogue. */
  readonly understand?: Understand;
  readonly hooks?: Hooks;
}

/** Citations of one answer, each answer of AWS once; the receipt counts every call. */
const MOST_SOURCES = 50;

/**
 * The model `xops`: questions about AWS in plain English, answered by analyzers. Where a model is configured it helps with unclear
 * questions and says what stands out; without one nothing is missing but that.
 */
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
      const help = modelHelp(deps.models, context);
      const guard = deps.hooks === undefined ? {} : { guard: createGuard(deps.hooks, context) };
      const flow = { ...deps, ...help, ...guard, understand, log, presentation, askAboveUsd };
      const parts = ask(askInput(input, context), flow);
      return toChatParts(parts, { valves, requestId: context.requestId });
    },
  });
}

function modelHelp(
  port: ModelPort | undefined,
  { principal, valves }: XopsContext,
): Pick<AskDeps, 'modelHelp'> {
  if (port?.available !== true) return {};
  const { model_understanding: understanding, model_wording: wording } = valves;
  const waitMs = valves.model_wait_seconds * 1000;
  return { modelHelp: { port, principal, understanding, wording, waitMs } };
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
    ...readConfirmation(input.body),
    requester: {
      principal: context.principal,
      origin: { door: 'chat', chatId: context.chatId, messageId: context.messageId },
    },
    reader: context.principal,
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
  { valves, requestId }: { readonly valves: XopsValves; readonly requestId: string },
): AsyncGenerator<Part> {
  const cited = new Set<string>();
  const shown = { blocks: 0, runs: 0 };
  for await (const part of parts) {
    switch (part.type) {
      case 'progress':
        yield status(part.description, false);
        break;
      case 'opening':
        shown.blocks = part.blocks.length;
        yield* blockParts(part.blocks);
        break;
      case 'words':
        shown.runs += 1;
        yield text(renderBlock({ kind: 'paragraph', text: [part.run] }));
        break;
      case 'answer':
        if (shown.runs > 0) yield text('\n\n');
        yield* blockParts(part.answer.document.slice(shown.blocks + (shown.runs > 0 ? 1 : 0)));
        yield* endParts(part.answer, { valves, requestId });
        break;
      case 'passage':
        if (valves.show_sources) yield event(passageEvent(part.passage));
        break;
      case 'source':
        if (!valves.show_sources || cited.size >= MOST_SOURCES || cited.has(part.evidence.id))
          break;
        cited.add(part.evidence.id);
        yield event(sourceEvent(part));
    }
  }
}

function* blockParts(blocks: Answer['document']): Generator<Part> {
  for (const block of blocks) yield text(`${renderBlock(block)}\n\n`);
}

async function* endParts(
  answer: Answer,
  { valves, requestId }: { readonly valves: XopsValves; readonly requestId: string },
): AsyncGenerator<Part> {
  const charts = valves.show_chart ? answer.charts : [];
  const embeds = [...answer.cards, ...(await Promise.all(charts.map(embedChart)))];
  if (embeds.length > 0) {
    yield event({ type: 'embeds', data: { embeds } });
  }
  yield status(closing(answer), true);
  yield { type: 'usage', usage: usageOf(answer) };
  const { question } = answer;
  if (question !== undefined) yield* questionParts(question, requestId);
  yield { type: 'finish', reason: question === undefined ? 'stop' : 'tool_calls' };
}

/** Tokens of all models that had a part in the answer; zero where none had. */
function usageOf({ receipt }: Answer): Usage {
  const counted = (receipt.models ?? []).flatMap(({ facts }) => facts?.usage ?? []);
  const input = counted.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
  const output = counted.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function closing(answer: Answer): string {
  if (answer.status === 'failed') return 'No answer';
  if (answer.question !== undefined) return 'Waiting for your answer';
  if (answer.price !== undefined) return 'Waiting for your agreement to the price';
  const { requests, elapsedMs } = answer.receipt;
  const seconds = `${formatNumber(elapsedMs / 1000, 1)} s`;
  if (answer.coverage === null && requests === 0) return `Answered in ${seconds}`;
  const asked = `${count(requests, 'request')} to AWS`;
  return OWN_MATTERS.has(answer.understanding.kind)
    ? `Answered in ${seconds}, after ${asked} for the list of accounts`
    : `Answered with ${asked} in ${seconds}`;
}

function text(written: string): Part {
  return { type: 'text-delta', text: written };
}

function status(description: string, done: boolean): Part {
  return event({ type: 'status', data: { description, done } });
}

function event(chatEvent: ChatEvent): Part {
  return { type: 'event', event: chatEvent };
}
