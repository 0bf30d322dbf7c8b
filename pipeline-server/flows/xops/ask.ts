import type { Organization } from '../../contracts/analysis.ts';
import type { Objection } from '../../contracts/hooks.ts';
import type { Receipt } from '../../contracts/results.ts';
import { exactUsd, openAllowance } from '../../contracts/spending.ts';
import { act } from './act.ts';
import type { Answer, AskDeps, AskInput, AskPart, CallBook, Outcome, Turn } from './answer.ts';
import { answerHistory } from './answer-history.ts';
import { answerProcedure } from './answer-procedure.ts';
import { isAgreeing, priceOf } from './ask-price.ts';
import { asUnderstanding, recall, remember } from './conversation.ts';
import { showDashboard } from './dashboard.ts';
import { type Block, paragraph } from './document.ts';
import { analyseAgain, followUp } from './follow-up.ts';
import type { GuardedQuestion } from './guard.ts';
import { answerNotBuilt, answerOutside, offerQuestions, refuse, showHelp } from './guidance.ts';
import { mergeCoverage } from './merge-coverage.ts';
import { isUnsure, understandWithModel } from './model/understand-with-model.ts';
import { wordAnswer } from './model/word-answer.ts';
import { nextQuestions } from './next-questions.ts';
import { markSource, presentFoot } from './present.ts';
import type { Reporting } from './report-calls.ts';
import { reportWhile, usesOf } from './report-calls.ts';
import { showWaiting } from './show-waiting.ts';
import type { Understanding } from './understand/understanding.ts';

const NO_ORGANIZATION: Organization = { accounts: [], regions: [] };
const MOST_CHARTS = 3;
/** Longer texts are documents, not questions: their beginning has to say what is asked. */
const LONGEST_QUESTION = 4000;

/**
 * Answers one question, telling progress and API calls on the way; the answer is the last part. Expected failures
 * (denied, throttled, nothing built) are answers with a remedy.
 * @throws the reason of `input.signal` when the client went away.
 */
export async function* ask(asked: AskInput, deps: AskDeps): AsyncGenerator<AskPart> {
  const guarded = deps.guard?.question(asked.question) ?? unguarded(asked.question);
  const input = { ...asked, question: guarded.text };
  const allowance = openAllowance(input.limitUsd);
  const startedAt = deps.clock.now();
  const book: CallBook = { startedAt, calls: new Map(), models: [], allowance };
  const turn = yield* understand({ input, refusal: guarded.refusal }, deps, book);
  const found = yield* answer(turn);
  const isChange = turn.understanding.write && !isAgreeing(turn);
  const outcome = isChange ? act(found, turn) : yield* word(turn, found);
  await remember(input, deps, outcome.topic ?? turn.topic);
  yield {
    type: 'answer',
    answer: finish(turn, withNotes(outcome, guarded), receiptOf(turn, outcome)),
  };
}

/** Step 1: what the question asks for, in the light of what the chat was about. */
async function* understand(
  { input, refusal }: { readonly input: AskInput; readonly refusal: Objection | null },
  deps: AskDeps,
  book: CallBook,
): AsyncGenerator<AskPart, Turn> {
  yield { type: 'progress', description: 'Understanding the question' };
  const organization = yield* readOrganization({ input, book }, deps);
  const topic = await recall(input, deps, organization);
  const previous = topic === null ? null : asUnderstanding(topic);
  const question = input.question.slice(0, LONGEST_QUESTION);
  const world = { organization, now: book.startedAt, previous };
  const understood = deps.understand(question, world);
  const understanding = refusal === null ? understood : refused(understood, refusal);
  const turn = { input, deps, understanding, organization, topic, book };
  const { modelHelp } = deps;
  if (modelHelp?.understanding !== true || !isUnsure(understanding)) return turn;
  return { ...turn, understanding: yield* understandWithModel(turn, world, modelHelp) };
}

function unguarded(text: string): GuardedQuestion {
  return { text, notes: [], refusal: null };
}

function refused(
  understanding: Understanding,
  { message: problem, remedy }: Objection,
): Understanding {
  return { ...understanding, kind: 'refused', write: false, refusals: [{ problem, remedy }] };
}

/** What was taken out of the question is told below its answer. */
function withNotes(outcome: Outcome, { notes }: GuardedQuestion): Outcome {
  return { ...outcome, document: [...outcome.document, ...notes.map((note) => paragraph(note))] };
}

/** Has a model say what stands out in new results; what only goes on, or asks for a change, is told in our own words. */
async function* word(turn: Turn, found: Outcome): AsyncGenerator<AskPart, Outcome> {
  const { modelHelp } = turn.deps;
  const isWanted = modelHelp?.wording === true && found.results.length > 0 && isNewView(turn);
  return isWanted ? yield* wordAnswer(turn, found, modelHelp) : found;
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
    case 'refused':
      return refuse(turn);
    case 'dashboard':
      return yield* showDashboard(turn);
    case 'approvals':
      return await showWaiting(turn);
    case 'procedure':
      return yield* answerProcedure(turn);
    case 'history':
      return yield* answerHistory(turn);
    case 'help':
      return showHelp(turn);
  }
}

/** Adds what every answer has: coverage, receipt, next questions and the mark of the source. */
function finish(turn: Turn, outcome: Outcome, receipt: Receipt): Answer {
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
    ...(outcome.report === undefined ? {} : { report: outcome.report }),
    cards: outcome.cards ?? [],
    ...(outcome.question === undefined ? {} : { question: outcome.question }),
    document:
      outcome.continues === true ? outcome.document : marked([...outcome.document, ...foot], turn),
  };
}

/** Kinds of answers in which nothing comes from AWS: it is asked only which accounts there are, to understand the question. */
export const OWN_MATTERS: ReadonlySet<Understanding['kind']> = new Set(['procedure', 'approvals']);

function marked(document: readonly Block[], { understanding, deps }: Turn): readonly Block[] {
  return OWN_MATTERS.has(understanding.kind) ? document : markSource(document, deps.awsSource);
}

/** What the whole answer cost, and which models had a part in it. */
function receiptOf(turn: Turn, { results, failures }: Outcome): Receipt {
  const { book, deps } = turn;
  const { awsSource, clock } = deps;
  const writer = book.models.find(
    ({ purpose, problem }) => purpose === 'wording' && problem === null,
  );
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
    model: writer?.facts?.model ?? null,
    place: writer?.facts?.place ?? null,
    ...(book.models.length > 0 ? { models: book.models } : {}),
  };
}

/** A picture belongs to a new view of the results, not to more rows of it or to a word about an option. */
function chartsOf(turn: Turn, results: Outcome['results']): Answer['charts'] {
  if (!isNewView(turn)) return [];
  return results.flatMap((result) => result.chart ?? []).slice(0, MOST_CHARTS);
}

function isNewView({ understanding }: Turn): boolean {
  if (understanding.kind === 'dashboard' || understanding.kind === 'approvals') return false;
  const followUpKind = understanding.followUp?.kind ?? 'filter';
  return followUpKind === 'filter' || followUpKind === 'group';
}
