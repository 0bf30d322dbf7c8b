import { basename } from 'node:path/posix';
import type { Chunk, Knowledge } from '../../pipeline-server/contracts/knowledge.ts';
import { higherClass } from '../../pipeline-server/contracts/sovereignty.ts';
import type { GoldenQuestion } from './golden-set.ts';
import { bootstrap, type Interval } from './interval.ts';
import { normalisedGain, recall, reciprocalRank } from './metrics.ts';

/** Enough passages that ten documents are among them, when one gives several. */
const PASSAGES = 50;
const RANKS = 10;

/** A question, and what was found for it. */
export interface Judged {
  readonly question: GoldenQuestion;
  /** Ids of the documents that were found, best first, each once. */
  readonly ranked: readonly string[];
  /** Chunks that were shown above the class that the asker may see; `nearest` counts too. */
  readonly leaked: number;
  readonly milliseconds: number;
}

/** How well questions were answered. Figures are 0–1. */
export interface Evaluation {
  readonly questions: number;
  /** These three are of questions that have an answer. */
  readonly ndcg10: Interval;
  readonly recall5: Interval;
  readonly reciprocalRank: Interval;
  /** Of the questions that were answered with nothing, those that have no answer. */
  readonly noAnswerPrecision: Interval;
  /** Of the questions that have no answer, those that were answered with nothing. */
  readonly noAnswerRecall: Interval;
  readonly leaked: number;
}

/** Asks every question, one after the other. */
export async function askAll(
  knowledge: Knowledge,
  questions: readonly GoldenQuestion[],
  signal: AbortSignal,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const question of questions) judged.push(await ask(knowledge, question, signal));
  return judged;
}

/** Means with their intervals. @param random numbers in [0, 1), for the intervals. */
export function evaluate(judged: readonly Judged[], random: () => number): Evaluation {
  const answerable = judged.filter(({ question }) => question.answers.length > 0);
  const none = judged.filter(({ question }) => question.answers.length === 0);
  const silent = judged.filter(({ ranked }) => ranked.length === 0);
  return {
    questions: judged.length,
    ndcg10: bootstrap(answerable.map(gainOf), random),
    recall5: bootstrap(answerable.map(recallOf), random),
    reciprocalRank: bootstrap(answerable.map(reciprocalRankOf), random),
    noAnswerPrecision: bootstrap(
      silent.map(({ question }) => Number(question.answers.length === 0)),
      random,
    ),
    noAnswerRecall: bootstrap(
      none.map(({ ranked }) => Number(ranked.length === 0)),
      random,
    ),
    leaked: judged.reduce((sum, { leaked }) => sum + leaked, 0),
  };
}

/** nDCG@10 of one answer. */
export function gainOf({ ranked, question }: Judged): number {
  return normalisedGain(ranked, question.answers, RANKS);
}

function recallOf({ ranked, question }: Judged): number {
  return recall(ranked, question.answers, 5);
}

function reciprocalRankOf({ ranked, question }: Judged): number {
  return reciprocalRank(ranked, question.answers);
}

async function ask(
  knowledge: Knowledge,
  question: GoldenQuestion,
  signal: AbortSignal,
): Promise<Judged> {
  const { maximumClass } = question;
  const filter = maximumClass === undefined ? {} : { maximumClass };
  const start = performance.now();
  const { passages, nearest } = await knowledge.find(
    { question: question.question, limit: PASSAGES, filter },
    signal,
  );
  const milliseconds = performance.now() - start;
  const shown = [...passages, ...(nearest === null ? [] : [nearest])];
  const leaked = shown.filter(({ chunk }) => isForbidden(chunk, question)).length;
  const ranked = [...new Set(passages.map(({ chunk }) => idOf(chunk)))];
  return { question, ranked, leaked, milliseconds };
}

/** By the class that it is stored with, and by the id of its document: a class that got lost on the way leaks too. */
function isForbidden(chunk: Chunk, { maximumClass, hidden = [] }: GoldenQuestion): boolean {
  if (maximumClass === undefined) return false;
  return (
    higherClass(chunk.dataClass, maximumClass) !== maximumClass || hidden.includes(idOf(chunk))
  );
}

/** Shipped documents are called after their ids. */
function idOf({ document }: Chunk): string {
  return basename(document.path, '.md');
}
