import type { DeskAnswer, Passage } from '../../contracts/knowledge.ts';
import type { AskPart, Outcome, Turn } from './answer.ts';
import { dayOf } from './cite-passage.ts';
import type { Block } from './document.ts';
import { lead } from './document.ts';
import { count } from './format-value.ts';
import { firstOfEach, gapLines, nearestLine, titlesOf, told } from './knowledge-blocks.ts';

const PASSAGES = 12;
const MOST_INCIDENTS = 3;

/** "has this happened before?": notes on incidents that are near what is asked, or near what was answered last. */
export async function* answerHistory(turn: Turn): AsyncGenerator<AskPart, Outcome> {
  const { knowledge } = turn.deps;
  if (knowledge === undefined) {
    return told([lead('No notes on incidents are kept here, so nothing can be said of the past.')]);
  }
  yield { type: 'progress', description: 'Looking through past incidents' };
  const asker = { principal: turn.input.reader ?? null, signal: turn.input.signal };
  const question = [turn.input.question, ...subjectsOf(turn)].join(' ');
  const query = { question, limit: PASSAGES, kinds: ['incident'] } as const;
  const found = await knowledge.find(query, asker);
  const incidents = firstOfEach(found.passages, MOST_INCIDENTS);
  for (const passage of incidents) yield { type: 'passage', passage };
  return told(incidents.length === 0 ? noneFound(found) : describe(incidents, found.gaps));
}

/** "this" is what the chat is about. */
function subjectsOf(turn: Turn): readonly string[] {
  return turn.topic === null || turn.understanding.offers.length > 0 ? [] : titlesOf(turn);
}

function describe(incidents: readonly Passage[], gaps: readonly string[]): readonly Block[] {
  return [
    lead(
      { strong: `${count(incidents.length, 'incident')} like it` },
      ` ${incidents.length === 1 ? 'is' : 'are'} on record.`,
    ),
    ...incidents.flatMap(incidentBlocks),
    ...gapLines(gaps),
  ];
}

function incidentBlocks({ chunk, citation }: Passage): readonly Block[] {
  const { document } = chunk;
  const service = document.service === null ? '' : `, ${document.service}`;
  const severity = document.severity === null ? '' : `, ${document.severity}`;
  return [
    {
      kind: 'heading',
      text: `${document.title} (${dayOf(document.updatedAt)}${service}${severity})`,
    },
    { kind: 'passage', text: chunk.text },
    { kind: 'facts', facts: [{ label: 'From', text: [{ code: citation }] }] },
  ];
}

function noneFound({ nearest, gaps }: DeskAnswer): readonly Block[] {
  return [
    lead({ strong: 'No incident like it is on record.' }),
    ...nearestLine(nearest, 'is about something else'),
    ...gapLines(gaps),
  ];
}
