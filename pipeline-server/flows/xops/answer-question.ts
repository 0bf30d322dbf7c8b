import type { RunContext } from '../../contracts/analysis.ts';
import type { WrittenReport } from '../../contracts/reports.ts';
import type { AnalysisResult, Recommendation } from '../../contracts/results.ts';
import type { Answer, AskDeps } from './answer.ts';
import { ask } from './ask.ts';
import { renderMarkdown } from './markdown.ts';
import type { Refusal } from './understand/parameters/refusal.ts';

/** A question answered at once, for callers that want no stream. */
export interface AnsweredQuestion {
  /** The answer as a chat shows it, in markdown and without its tables: the rows are in the results. */
  readonly text: string;
  readonly results: readonly AnalysisResult[];
  readonly options: readonly Recommendation[];
  /** What the question names and does not exist; nothing was analysed then. */
  readonly refusals: readonly Refusal[];
  /** The file that was written, where the question asked for one. */
  readonly report: WrittenReport | null;
}

/**
 * Answers one question at once. Progress is reported on the way. What a chat is about is remembered apart from the topic
 * of the chat model, so that asking through a tool does not change what "more" means there.
 * @throws the reason of the signal when the caller went away.
 */
export async function answerQuestion(
  asked: { readonly question: string; readonly chatId: string | null },
  { identity, caller, signal, report }: RunContext,
  deps: AskDeps,
): Promise<AnsweredQuestion> {
  const chatId = asked.chatId === null ? null : `tools:${asked.chatId}`;
  const input = {
    question: asked.question,
    chatId,
    earlierQuestions: [],
    identity,
    caller,
    signal,
  };
  for await (const part of ask(input, deps)) {
    if (part.type === 'progress') report({ type: 'step', description: part.description });
    else if (part.type === 'source') report({ ...part, type: 'api' });
    else if (part.type === 'answer') return asAnswered(part.answer);
  }
  throw new Error('The flow ended without an answer.');
}

function asAnswered({
  document,
  results,
  recommendations,
  understanding,
  report,
}: Answer): AnsweredQuestion {
  const words = document.filter(({ kind }) => kind !== 'table');
  const { refusals = [] } = understanding;
  return {
    text: renderMarkdown(words),
    results,
    options: recommendations,
    refusals,
    report: report ?? null,
  };
}
