import { analyse, pageRows } from './analyse.ts';
import type { AskPart, Outcome, Topic, Turn } from './answer.ts';
import { lead } from './document.ts';

/** "more": the next rows of the chat's last analysis; the numbers of its options stay. */
export async function* showMore(turn: Turn, topic: Topic): AsyncGenerator<AskPart, Outcome> {
  const rows = pageRows(turn, topic.parameters);
  const parameters = { ...topic.parameters, top: null };
  const { analyzers, shown, options } = topic;
  const outcome = yield* analyse(turn, { analyzers, parameters, offset: shown, rows });
  const isEnd = outcome.results.every((result) => result.findings.length <= shown);
  if (outcome.status !== 'failed' && isEnd) return end(outcome, topic);
  return { ...outcome, topic: { ...topic, shown: shown + rows, options } };
}

function end(outcome: Outcome, topic: Topic): Outcome {
  return {
    ...outcome,
    document: [lead({ strong: 'That was all' }, ': every row was shown already.')],
    topic,
  };
}
