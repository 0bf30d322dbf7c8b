import { NO_PARAMETERS } from '../contracts/parameters.ts';
import type { ReportContent, Reports } from '../contracts/reports.ts';
import type { ChatStore } from '../contracts/state.ts';
import type { Answer, AskDeps, AskInput, AskPart } from '../flows/xops/answer.ts';
import { ask } from '../flows/xops/ask.ts';
import { renderMarkdown } from '../flows/xops/markdown.ts';
import type { Understand, Understanding } from '../flows/xops/understand/understanding.ts';
import { createFakeAnalyzers } from './fake-analyzers.ts';

/** A chat store in memory that keeps values as JSON, as a real one does. */
export function createFakeChats(): ChatStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    async read(chatId) {
      const state: unknown = JSON.parse(kept.get(chatId) ?? 'null');
      return state;
    },
    async write(chatId, state) {
      kept.set(chatId, JSON.stringify(state));
    },
  };
}

/** Reports that are kept nowhere; what was written can be looked at. */
export function createFakeReports(): Reports & { readonly contents: ReportContent[] } {
  const contents: ReportContent[] = [];
  return {
    contents,
    async write(content, format) {
      contents.push(content);
      const rows = content.results.reduce((sum, { findings }) => sum + findings.length, 0);
      const isCsv = format === 'csv';
      return {
        reportId: '20261123-00000000000000000000',
        mediaType: 'text/plain',
        url: `http://127.0.0.1:9099/evidence/report/file.${format}?expires=1&signature=x`,
        file: `file.${format}`,
        format,
        bytes: 2048,
        sha256: `sha256:${'0'.repeat(64)}`,
        rows,
        expires: '2026-11-24T04:00:00.000Z',
        text: isCsv ? 'Instance\r\ni-0\r\n' : null,
      };
    },
  };
}

/** An understanding of a plain question for idle instances. */
export function fakeUnderstanding(changes: Partial<Understanding> = {}): Understanding {
  return {
    kind: 'analyze',
    analyzers: ['cost.ec2.idle'],
    parameters: NO_PARAMETERS,
    write: false,
    followUp: null,
    confidence: 0.9,
    offers: [],
    explanation: 'idle EC2 instances in all accounts',
    ...changes,
  };
}

/** Understands a few fixed questions and follow-ups; anything else asks for idle instances. */
export const fakeUnderstand: Understand = (question, { previous }) => {
  const based = previous ?? fakeUnderstanding();
  const [first = '', ...parts] = question.split(' ');
  switch (first) {
    case 'only':
      return followUp(based, 'filter', {
        parameters: { ...based.parameters, tags: { environment: 'prod' } },
      });
    case 'by':
      return followUp(based, 'group', { parameters: { ...based.parameters, groupBy: 'account' } });
    case 'top':
      return fakeUnderstanding({ parameters: { ...NO_PARAMETERS, top: Number(parts[0]) } });
    case 'more':
      return followUp(based, first);
    case 'alternatives':
    case 'explain':
    case 'approve': {
      const followed = followUp(based, first);
      const option = parts[0] === undefined ? {} : { option: Number(parts[0]) };
      return { ...followed, followUp: { kind: first, ...option }, write: first === 'approve' };
    }
    case 'export':
      return {
        ...followUp(based, 'export'),
        followUp: { kind: 'export', format: parts[1] ?? 'csv' },
      };
    default:
      return fakeUnderstanding();
  }
};

function followUp(
  based: Understanding,
  kind: NonNullable<Understanding['followUp']>['kind'],
  changes: Partial<Understanding> = {},
): Understanding {
  return { ...based, kind: 'follow-up', followUp: { kind }, ...changes };
}

/** What the flow works with in tests: live source, time standing still. */
export function fakeDeps(changes: Partial<AskDeps> = {}): AskDeps {
  const ignore = (): void => undefined;
  return {
    analyzers: createFakeAnalyzers(),
    understand: fakeUnderstand,
    chats: createFakeChats(),
    reports: createFakeReports(),
    clock: { now: () => new Date('2026-11-23T04:00:00Z') },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    awsSource: { kind: 'live', label: 'live' },
    presentation: {
      rows: 10,
      options: 5,
      currencyDecimals: 2,
      showSources: true,
      showReceipt: true,
      showUnderstanding: true,
    },
    ...changes,
  };
}

/** One question without a chat. */
export function fakeInput(question: string, changes: Partial<AskInput> = {}): AskInput {
  return {
    question,
    chatId: null,
    earlierQuestions: [],
    identity: 'tester',
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Everything one question gave. */
export interface Asked {
  readonly parts: readonly AskPart[];
  readonly answer: Answer;
  readonly text: string;
}

/** Asks and collects; fails when no answer came. */
export async function askFully(input: AskInput, deps: AskDeps): Promise<Asked> {
  const parts: AskPart[] = [];
  for await (const part of ask(input, deps)) parts.push(part);
  const last = parts.at(-1);
  if (last?.type !== 'answer') throw new Error('the flow ended without an answer');
  return { parts, answer: last.answer, text: renderMarkdown(last.answer.document) };
}
