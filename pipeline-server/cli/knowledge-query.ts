import type { ExplainedAnswer, ExplainedPassage } from '../../knowledge/retrieve/find-knowledge.ts';
import { DATA_CLASSES } from '../contracts/sovereignty.ts';
import { readArguments, readChoice, readCount } from './arguments.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withKnowledge } from './open-knowledge.ts';
import { printable, withoutControls } from './terminal-text.ts';

const OPTIONS = {
  limit: { type: 'string' },
  class: { type: 'string' },
  explain: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** `xops knowledge query`. */
export async function queryKnowledge(
  args: readonly string[],
  { readConfig, terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const question = positionals.join(' ').trim();
  if (question === '') throw new UsageError('xops knowledge query "<question>".');
  const limit = readCount('limit', values.limit) ?? 5;
  const filter =
    values.class === undefined
      ? {}
      : { maximumClass: readChoice('class', values.class.toUpperCase(), DATA_CLASSES) };
  const answer = await withKnowledge(readConfig(), (knowledge) =>
    knowledge.find({ question, limit, filter }, signal),
  );
  terminal.out(
    values.json === true ? `${JSON.stringify(answer)}\n` : spell(answer, values.explain === true),
  );
  return EXIT_CODES.done;
}

function spell({ passages, nearest, gaps = [] }: ExplainedAnswer, explain: boolean): string {
  const notes = gaps.map((gap) => `${gap}\n`).join('');
  if (passages.length > 0)
    return notes + passages.map((each, at) => spellPassage(each, at + 1, explain)).join('\n');
  if (nearest === null) return `${notes}There is no knowledge to search.\n`;
  return `${notes}Nothing is near enough to the question. The nearest is ${printable(nearest.citation)}.\n`;
}

function spellPassage(passage: ExplainedPassage, place: number, explain: boolean): string {
  const { chunk, citation } = passage;
  const lines = [`${place}. ${printable(chunk.headings.join(' > '))}`, `   ${printable(citation)}`];
  if (explain) lines.push(`   ${spellReasons(passage)}`);
  const text = withoutControls(chunk.text.trim()).split('\n');
  return `${[...lines, '', ...text.map((line) => `   ${line}`)].join('\n')}\n`;
}

function spellReasons(passage: ExplainedPassage): string {
  const { score, nearness, lexicalRank, vectorRank, similarity, chunk } = passage;
  const { coverage, documentCoverage } = passage;
  const words =
    lexicalRank === null
      ? 'not found by words'
      : `place ${lexicalRank} by words, ${percentOf(coverage)} of the question, its document ${percentOf(documentCoverage)}`;
  const vectors =
    vectorRank === null
      ? 'not found by vectors'
      : `place ${vectorRank} by vectors, cosine ${(similarity ?? 0).toFixed(3)}`;
  return `score ${score.toFixed(3)}, nearness ${nearness.toFixed(3)}: ${words}; ${vectors}; ${chunk.document.kind}, ${chunk.dataClass}`;
}

function percentOf(share: number): string {
  return `${Math.round(share * 100)} %`;
}
