import type { ModelStream } from '../../../contracts/models.ts';
import type { AskPart, ModelHelp, Outcome, Turn } from '../answer.ts';
import type { Inline } from '../document.ts';
import { count } from '../format-value.ts';
import { markSource } from '../present.ts';
import { createWordsCheck } from './check-words.ts';
import { type Deadline, openDeadline } from './deadline.ts';
import { problemOf, recordUse } from './record-use.ts';
import { createSentenceReader } from './sentences.ts';
import { wordingPrompt } from './wording-prompt.ts';

/** More than two to four sentences were not asked for. */
const MOST_SENTENCES = 6;
const LONGEST_TEXT = 8_000;
/** Thinking models count their thoughts. */
const MOST_TOKENS = 2_000;
/** How much longer than for the first piece is waited for the rest. */
const REST_FACTOR = 2;

/**
 * Step 4, second part: has a model say what stands out, below the answer in one sentence, which stays as it is. Sentences are shown
 * as they come, each after its figures were checked. Whatever goes wrong, the answer is complete without them.
 * @throws the reason of `input.signal` when the client went away.
 */
export async function* wordAnswer(
  turn: Turn,
  outcome: Outcome,
  help: ModelHelp,
): AsyncGenerator<AskPart, Outcome> {
  yield { type: 'progress', description: 'Wording the answer' };
  yield { type: 'opening', blocks: markSource(outcome.document.slice(0, 1), turn.deps.awsSource) };
  const runs: Inline[] = [];
  for await (const run of askForWords(turn, outcome, help)) {
    runs.push(run);
    yield { type: 'words', run };
  }
  return withWords(outcome, runs);
}

function withWords(outcome: Outcome, runs: readonly Inline[]): Outcome {
  if (runs.length === 0) return outcome;
  const words = { kind: 'paragraph', text: runs } as const;
  return {
    ...outcome,
    document: [...outcome.document.slice(0, 1), words, ...outcome.document.slice(1)],
  };
}

/** The runs of the paragraph: who words it, its sentences, and what was struck from them. */
async function* askForWords(
  turn: Turn,
  outcome: Outcome,
  help: ModelHelp,
): AsyncGenerator<Inline, void> {
  const { messages, evidence } = wordingPrompt(
    turn.input.question,
    outcome,
    turn.deps.presentation,
  );
  const check = createWordsCheck(evidence);
  const proof = outcome.results.flatMap((result) => result.evidence.map(({ id }) => id));
  const deadline = openDeadline(turn.input.signal, help.waitMs);
  const state: Wording = { stream: null, sentences: 0, struck: 0, problem: null };
  try {
    state.stream = await deadline.race(begin(turn, { messages, help, deadline }));
    for await (const sentence of sentencesOf(state.stream, deadline, help)) {
      const { text, struck } = check(sentence);
      state.struck += struck;
      state.sentences += 1;
      if (state.sentences === 1) yield { strong: writerOf(state.stream) };
      yield ` ${turn.deps.guard?.words(text, proof) ?? text}`;
      if (state.sentences === MOST_SENTENCES) break;
    }
  } catch (error) {
    turn.input.signal.throwIfAborted();
    state.problem = problemOf(error, turn);
  } finally {
    deadline.clear();
    record(turn, state);
  }
  if (state.struck > 0) yield ` ${struckNote(state.struck)}`;
}

interface Wording {
  stream: ModelStream | null;
  sentences: number;
  struck: number;
  problem: string | null;
}

function begin(
  { input }: Turn,
  asked: {
    readonly messages: ReturnType<typeof wordingPrompt>['messages'];
    readonly help: ModelHelp;
    readonly deadline: Deadline;
  },
): Promise<ModelStream> {
  const { messages, help, deadline } = asked;
  return help.port.stream({
    purpose: 'wording',
    principal: help.principal,
    chatId: input.chatId,
    messages,
    class: 'INTERNAL',
    maximumTokens: MOST_TOKENS,
    signal: deadline.signal,
  });
}

/** Words that broke off are shown as far as they came. */
function record(turn: Turn, { stream, sentences, problem }: Wording): void {
  const silent = sentences === 0 ? 'the model wrote no sentence' : null;
  recordUse(turn, {
    purpose: 'wording',
    facts: stream?.facts() ?? null,
    problem: sentences > 0 ? null : (problem ?? silent),
  });
}

function writerOf(stream: ModelStream): string {
  const { model, place } = stream.facts();
  return `In the words of ${model} (${place}):`;
}

function struckNote(struck: number): string {
  const what = count(struck, 'figure or name', 'figures or names');
  return `(${what} that no result gives: struck.)`;
}

/** Ends with the stream, with the deadline, or when it gets too long. */
async function* sentencesOf(
  { text }: ModelStream,
  deadline: Deadline,
  { waitMs }: ModelHelp,
): AsyncGenerator<string> {
  const pieces = text[Symbol.asyncIterator]();
  const reader = createSentenceReader();
  let length: number | null = null;
  try {
    while ((length ?? 0) <= LONGEST_TEXT) {
      const next = await deadline.race(pieces.next());
      if (next.done === true) return yield* reader.end();
      if (length === null) deadline.restart(waitMs * REST_FACTOR);
      length = (length ?? 0) + next.value.length;
      yield* reader.push(next.value);
    }
  } finally {
    // Not waited for: a provider that hangs would hold up the answer.
    pieces.return?.()?.catch(() => undefined);
  }
}
