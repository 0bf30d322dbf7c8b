import { Value } from 'typebox/value';
import type { AnalyzerSummary } from '../../../contracts/catalogue.ts';
import type { ModelAnswer } from '../../../contracts/models.ts';
import type { AskPart, ModelHelp, Turn } from '../answer.ts';
import type { Understanding, World } from '../understand/understanding.ts';
import { openDeadline } from './deadline.ts';
import { hintsOf } from './parameter-hints.ts';
import { problemOf, recordUse } from './record-use.ts';
import { Guess, understandingPrompt } from './understanding-prompt.ts';

const MOST_TOKENS = 2_000;
/** Questions longer than this are cut: what matters stands at the front. */
const LONGEST_QUESTION = 2_000;

/** True where words alone did not tell what is meant. */
export function isUnsure({ kind }: Understanding): boolean {
  return kind === 'ambiguous' || kind === 'outside';
}

/**
 * Step 1, second part: asks a model what an unclear question means. Its answer only points at analyses; the parameters are read
 * again from words, and whether a change is asked for is never its decision. Anything else than a clear answer leaves
 * the question as unclear as it was.
 * @throws the reason of `input.signal` when the client went away.
 */
export async function* understandWithModel(
  turn: Turn,
  world: World,
  help: ModelHelp,
): AsyncGenerator<AskPart, Understanding> {
  yield { type: 'progress', description: 'Asking a model what is meant' };
  const question = turn.input.question.slice(0, LONGEST_QUESTION);
  const deadline = openDeadline(turn.input.signal, help.waitMs);
  let answer: ModelAnswer | null = null;
  let problem: string | null = null;
  let understood: Understanding | null = null;
  try {
    answer = await deadline.race(
      help.port.complete({
        purpose: 'understanding',
        principal: help.principal,
        chatId: turn.input.chatId,
        messages: understandingPrompt(question, turn.deps.analyzers.list()),
        schema: { ...Guess },
        maximumTokens: MOST_TOKENS,
        signal: deadline.signal,
      }),
    );
    understood = readGuess(turn, { question, world, guess: answer.json });
    if (understood === null) problem = 'the model named no analysis that is known';
  } catch (error) {
    turn.input.signal.throwIfAborted();
    problem = problemOf(error, turn);
  } finally {
    deadline.clear();
    recordUse(turn, { purpose: 'understanding', facts: answer?.facts ?? null, problem });
  }
  return understood ?? turn.understanding;
}

interface Guessed {
  readonly question: string;
  readonly world: World;
  readonly guess: unknown;
}

/** One id that is not known makes the whole guess void: who makes up one thing may make up others. */
function readGuess(turn: Turn, { question, world, guess }: Guessed): Understanding | null {
  if (!Value.Check(Guess, guess)) return null;
  const catalogue = turn.deps.analyzers.list();
  const known = guess.analyzers.filter((id) => isBuilt(catalogue, id));
  const isSound = known.length > 0 && known.length === guess.analyzers.length;
  if (!isSound || known.length > MOST_ANALYZERS) return null;
  const { parameters: read } = turn.understanding;
  const text = [...known, ...hintsOf(guess.parameters, { question, read }), question].join(' ');
  const understood = turn.deps.understand(text, { ...world, previous: null });
  if (understood.kind !== 'analyze') return null;
  const explanation = `${understood.explanation} – as a model took it, since the words alone were unclear`;
  return { ...understood, write: turn.understanding.write, confidence: GUESSED, explanation };
}

const MOST_ANALYZERS = 4;
const GUESSED = 0.5;

function isBuilt(catalogue: readonly AnalyzerSummary[], id: string): boolean {
  return catalogue.some((entry) => entry.built && entry.id === id);
}
