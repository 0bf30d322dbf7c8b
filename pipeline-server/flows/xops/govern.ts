import type { AmendedPassage, KnowledgeAsker } from '../../contracts/knowledge.ts';
import type { Recommendation } from '../../contracts/results.ts';
import type { AskPart, Turn } from './answer.ts';
import { amendmentLine, citationLine } from './cite-passage.ts';
import type { Block, Text } from './document.ts';
import { list } from './document.ts';

const KINDS = ['sop', 'runbook'] as const;

/** What procedures add to an answer about options. */
export interface Governance {
  /** What approvers have corrected, for above the options. */
  readonly amendments: readonly Block[];
  /** The SOPs by option, for below them. */
  readonly procedures: readonly Block[];
}

/** An SOP with the options that it governs. */
interface Governing {
  readonly ranks: number[];
  readonly passage: AmendedPassage;
}

/**
 * The SOPs that govern options, and what approvers have corrected in them. What cannot be read is left out and logged: the answer
 * stands without it.
 */
export async function* govern(
  turn: Turn,
  options: readonly Recommendation[],
): AsyncGenerator<AskPart, Governance> {
  const found = new Map<string, Governing>();
  const asker = { principal: turn.input.reader ?? null, signal: turn.input.signal };
  for (const option of options) {
    const passage = await passageFor(turn, option, asker);
    if (passage === null) continue;
    const known = found.get(passage.chunk.id);
    if (known === undefined) found.set(passage.chunk.id, { ranks: [option.rank], passage });
    else known.ranks.push(option.rank);
  }
  for (const { passage } of found.values()) yield { type: 'passage', passage };
  return blocksOf([...found.values()], options.length);
}

async function passageFor(
  turn: Turn,
  option: Recommendation,
  asker: KnowledgeAsker,
): Promise<AmendedPassage | null> {
  const { knowledge, log } = turn.deps;
  if (knowledge === undefined) return null;
  const { accounts } = turn.understanding.parameters;
  const question = `${option.title}. ${option.action}`;
  const query = { question, limit: 1, governs: option.analyzer, accounts, kinds: KINDS };
  try {
    const { passages } = await knowledge.find(query, asker);
    return passages[0] ?? null;
  } catch (error) {
    asker.signal.throwIfAborted();
    log.warn({ err: error }, 'procedures could not be read');
    return null;
  }
}

function blocksOf(governing: readonly Governing[], options: number): Governance {
  const amendments = new Map(
    governing.flatMap(({ passage }) => passage.amendments).map((each) => [each.id, each]),
  );
  return {
    amendments: list([...amendments.values()].map(amendmentLine)),
    procedures: list(governing.map((each) => sopLine(each, options))),
  };
}

function sopLine({ ranks, passage }: Governing, options: number): Text {
  const isAll = ranks.length === options && options > 1;
  const which = isAll
    ? 'all options'
    : `${ranks.length === 1 ? 'option' : 'options'} ${ranks.join(', ')}`;
  return [`SOP for ${which}: `, ...citationLine(passage)];
}
