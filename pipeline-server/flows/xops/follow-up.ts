import { analyse, pageRows } from './analyse.ts';
import type { AskPart, Outcome, Turn } from './answer.ts';
import { isAgreeing, needsAgreement, offerPrice } from './ask-price.ts';
import { exportTopic } from './follow-up-export.ts';
import { showMore } from './follow-up-more.ts';
import { explainOption, requestApproval, showAlternatives } from './follow-up-options.ts';
import { nothingToFollow } from './guidance.ts';

/** Answers what refers to the chat's last analysis: a narrower view, more rows, a file, an option. */
export async function* followUp(turn: Turn): AsyncGenerator<AskPart, Outcome> {
  const { topic, understanding } = turn;
  if (topic === null || understanding.followUp === null) return nothingToFollow();
  const { kind } = understanding.followUp;
  if (kind === 'filter' || kind === 'group' || isAgreeing(turn)) return yield* analyseAgain(turn);
  if (needsAgreement(turn, topic.analyzers)) return offerPrice(turn, topic);
  switch (kind) {
    case 'more':
      return yield* showMore(turn, topic);
    case 'export':
      return yield* exportTopic(turn, topic);
    case 'explain':
      return yield* explainOption(turn, topic);
    case 'alternatives':
      return yield* showAlternatives(turn, topic);
    case 'approve':
      return yield* requestApproval(turn, topic);
  }
}

/** Analyses what the understanding step made of the question and, for a follow-up, of the topic. */
export function analyseAgain(turn: Turn): AsyncGenerator<AskPart, Outcome> {
  const { analyzers, parameters } = turn.understanding;
  return analyse(turn, { analyzers, parameters, offset: 0, rows: pageRows(turn, parameters) });
}
