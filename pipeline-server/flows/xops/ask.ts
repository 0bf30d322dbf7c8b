import type { Organization, Receipt } from '../../contracts/analysis.ts';
import { exactUsd, openAllowance } from '../../contracts/spending.ts';
import { act } from './act.ts';
import type { Answer, AskDeps, AskInput, AskPart, CallBook, Outcome, Turn } from './answer.ts';
import { isAgreeing, priceOf } from './ask-price.ts';
import { asUnderstanding, recall, remember } from './conversation.ts';
import { showDashboard } from './dashboard.ts';
import { analyseAgain, followUp } from './follow-up.ts';
import { answerNotBuilt, answerOutside, offerQuestions, showHelp } from './guidance.ts';
import { mergeCoverage } from './merge-coverage.ts';
import { nextQuestions } from './next-questions.ts';
import { markSource, presentFoot } from './present.ts';
import type { Reporting } from './report-calls.ts';
import { reportWhile, usesOf } from './report-calls.ts';

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
  const allowance = openAllowance(input.limitUsd);
  const book: CallBook = { startedAt: deps.clock.now(), calls: new Map(), allowance };
  const turn = yield* understand(input, deps, book);
  const found = yield* answer(turn);
  const isChange = turn.understanding.write && !isAgreeing(turn);
  const outcome = isChange ? act(found) : found;
  await remember(input, deps, outcome.topic ?? turn.topic);
  yield { type: 'answer', answer: finish(turn, outcome, receiptOf(turn, outcome)) };
}

/** Step 1: what the question asks for, in the light of what the chat was about. */
async function* understand(
  input: AskInput,
  deps: AskDeps,
  book: CallBook,
): AsyncGenerator<AskPart, Turn> {
  yield { type: 'progress', description: 'Understanding the question' };
  const organization = yield* readOrganization({ input, book }, deps);
  const topic = await recall(input, deps, organization);
  const previous = topic === null ? null : asUnderstanding(topic);
  const question = input.question.slice(0, LONGEST_QUESTION);
  const understanding = deps.understand(question, { organization, now: book.startedAt, previous });
  return { input, deps, understanding, organization, topic, book };
}

/** Accounts and Regions; without them questions still work, with account ids instead of names. */
async function* readOrganization(
  reporting: Reporting,
  deps: AskDeps,
): AsyncGenerator<AskPart, Organization> {
  try {
    return yield* reportWhile(reporting, (context) => deps.analyzers.organization(context));
  } catch (error) {
    reporting.input.signal.throwIfAborted();
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
    case 'dashboard':
      return yield* showDashboard(turn);
    case 'help':
      return showHelp(turn);
  }
}

/** Adds what every answer has: coverage, receipt, next questions and the mark of the source. */
function finish(turn: Turn, outcome: Outcome, receipt: Receipt): Answer {
  const { awsSource } = turn.deps;
  const { results } = outcome;
  const coverage = mergeCoverage(results);
  const questions =
    outcome.topic === null || outcome.price !== undefined
      ? []
      : nextQuestions(results, outcome.topic);
  const foot = presentFoot(turn, { coverage, receipt, nextQuestions: questions });
  return {
    status: outcome.status,
    understanding: turn.understanding,
    results,
    failures: outcome.failures,
    recommendations: outcome.recommendations,
    ...(outcome.price === undefined ? {} : { price: outcome.price }),
    coverage,
    receipt,
    charts: chartsOf(turn, results),
    cards: outcome.cards ?? [],
    document: markSource([...outcome.document, ...foot], awsSource),
  };
}

/** What the whole answer cost; it is written without a model. */
function receiptOf(turn: Turn, { results, failures }: Outcome): Receipt {
  const { book, deps } = turn;
  const { awsSource, clock } = deps;
  const run = [...results, ...failures].map(({ analyzer }) => analyzer);
  const estimate = priceOf(turn, run);
  const apis = usesOf(book);
  return {
    awsSource: awsSource.label,
    apis,
    requests: apis.reduce((sum, use) => sum + use.requests, 0),
    costUsd: exactUsd(apis.reduce((sum, use) => sum + use.costUsd, 0)),
    ...(estimate.requests > 0 ? { estimatedUsd: estimate.usd } : {}),
    elapsedMs: clock.now().getTime() - book.startedAt.getTime(),
    model: null,
    place: null,
  };
}

/** A picture belongs to a new view of the results, not to more rows of it or to a word about an option. */
function chartsOf({ understanding }: Turn, results: Outcome['results']): Answer['charts'] {
  if (understanding.kind === 'dashboard') return [];
  const followUpKind = understanding.followUp?.kind ?? 'filter';
  if (followUpKind !== 'filter' && followUpKind !== 'group') return [];
  return results.flatMap((result) => result.chart ?? []).slice(0, MOST_CHARTS);
}
