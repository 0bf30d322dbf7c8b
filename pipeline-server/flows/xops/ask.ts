import type { ApiUse, Organization } from '../../contracts/analysis.ts';
import { act } from './act.ts';
import type { Answer, AskDeps, AskInput, AskPart, Outcome, Turn } from './answer.ts';
import { asUnderstanding, recall, remember } from './conversation.ts';
import { analyseAgain, followUp } from './follow-up.ts';
import { answerNotBuilt, answerOutside, offerQuestions, showHelp } from './guidance.ts';
import { mergeCoverage, mergeReceipt } from './merge-coverage.ts';
import { nextQuestions } from './next-questions.ts';
import { markSource, presentFoot } from './present.ts';
import { countCalls, reportWhile } from './report-calls.ts';

const NO_ORGANIZATION: Organization = { accounts: [], regions: [] };
const MOST_CHARTS = 3;
/** Longer texts are documents, not questions: their beginning has to say what is asked. */
const LONGEST_QUESTION = 4000;

/**
 * Answers one question, telling progress and API calls on the way; the answer is the last part. Expected failures
 * (denied, throttled, nothing built) are answers with a remedy.
 * @throws the reason of `input.signal` when the client went away.
 */
export async function* ask(input: AskInput, deps: AskDeps): AsyncGenerator<AskPart> {
  const turn = yield* understand(input, deps);
  const found = yield* answer(turn);
  const outcome = turn.understanding.write ? act(found) : found;
  await remember(input, deps, outcome.topic ?? turn.topic);
  yield { type: 'answer', answer: finish(turn, outcome) };
}

/** Step 1: what the question asks for, in the light of what the chat was about. */
async function* understand(input: AskInput, deps: AskDeps): AsyncGenerator<AskPart, Turn> {
  yield { type: 'progress', description: 'Understanding the question' };
  const startedAt = deps.clock.now();
  const calls: ApiUse[] = [];
  const organization = yield* countCalls(readOrganization(input, deps), {
    calls,
    startedAt,
  });
  const topic = await recall(input, deps, organization);
  const previous = topic === null ? null : asUnderstanding(topic);
  const question = input.question.slice(0, LONGEST_QUESTION);
  const understanding = deps.understand(question, { organization, now: startedAt, previous });
  return { input, deps, understanding, organization, topic, startedAt, calls };
}

/** Accounts and Regions; without them questions still work, with account ids instead of names. */
async function* readOrganization(
  input: AskInput,
  deps: AskDeps,
): AsyncGenerator<AskPart, Organization> {
  try {
    return yield* reportWhile(input, (context) => deps.analyzers.organization(context));
  } catch (error) {
    input.signal.throwIfAborted();
    deps.log.warn({ err: error }, 'accounts could not be read');
    return NO_ORGANIZATION;
  }
}

/** Steps 2 to 5, or a short answer where there is nothing to analyse. */
async function* answer(turn: Turn): AsyncGenerator<AskPart, Outcome> {
  switch (turn.understanding.kind) {
    case 'analyze':
      return yield* analyseAgain(turn);
    case 'follow-up':
      return yield* followUp(turn);
    case 'ambiguous':
      return offerQuestions(turn);
    case 'not-built':
      return answerNotBuilt(turn);
    case 'outside':
      return answerOutside();
    case 'help':
      return showHelp(turn);
  }
}

/** Adds what every answer has: coverage, receipt, next questions and the mark of the source. */
function finish(turn: Turn, outcome: Outcome): Answer {
  const { awsSource, clock } = turn.deps;
  const { results } = outcome;
  const coverage = mergeCoverage(results);
  const elapsedMs = clock.now().getTime() - turn.startedAt.getTime();
  const receipt = mergeReceipt({
    awsSource: awsSource.label,
    results,
    calls: turn.calls,
    elapsedMs,
  });
  const questions = outcome.topic === null ? [] : nextQuestions(results, outcome.topic);
  const foot = presentFoot(turn, { coverage, receipt, nextQuestions: questions });
  return {
    status: outcome.status,
    understanding: turn.understanding,
    results,
    failures: outcome.failures,
    recommendations: outcome.recommendations,
    coverage,
    receipt,
    charts: chartsOf(turn, results),
    document: markSource([...outcome.document, ...foot], awsSource),
  };
}

/** A picture belongs to a new view of the results, not to more rows of it or to a word about an option. */
function chartsOf({ understanding }: Turn, results: Outcome['results']): Answer['charts'] {
  const followUpKind = understanding.followUp?.kind ?? 'filter';
  if (followUpKind !== 'filter' && followUpKind !== 'group') return [];
  return results.flatMap((result) => result.chart ?? []).slice(0, MOST_CHARTS);
}
