import type { AnalysisResult, Recommendation } from '../../contracts/results.ts';
import { whatItTakes } from './act.ts';
import type { AskPart, Outcome, Topic, Turn } from './answer.ts';
import type { Block, Text } from './document.ts';
import { lead, list, paragraph } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import { count, formatMoney } from './format-value.ts';
import type { Gathered } from './gather.ts';
import { gather } from './gather.ts';
import { govern } from './govern.ts';
import { tableBlocks } from './present.ts';
import { presentOptions, savingText, sentence, weighing } from './present-options.ts';
import { propose } from './propose-change.ts';

import { rank } from './rank.ts';

/** What a person looks through before deciding. */
const MOST_ROWS = 100;

const NOTHING: Gathered = { results: [], failures: [] };

/** "explain 2": why an option stands where it stands, and the rows it rests on. */
export async function* explainOption(turn: Turn, topic: Topic): AsyncGenerator<AskPart, Outcome> {
  const known = yield* withOptions(turn, topic);
  const option = chosen(turn, known);
  if (option === undefined) return noSuchOption(known);
  const { gathered, findings } = yield* restsOn(turn, known, option);
  const { amendments, procedures } = yield* govern(turn, [option]);
  return outcome(gathered, known, [
    lead({ strong: `Option ${option.rank}` }, `: ${sentence(option.title)}`),
    ...amendments,
    ...reasons(turn, option),
    ...procedures,
    ...gathered.failures.map((failure) => paragraph(`Its rows are missing: ${failure.message}`)),
    ...gathered.results.flatMap((result) => rowsOf(turn, findings, result)),
  ]);
}

/** "alternatives": the other options, and what it means to do nothing. */
export async function* showAlternatives(
  turn: Turn,
  topic: Topic,
): AsyncGenerator<AskPart, Outcome> {
  const known = yield* withOptions(turn, topic);
  const except = turn.understanding.followUp?.option;
  const others = known.options.filter((option) => option.rank !== except);
  if (others.length === 0) return noSuchOption(known);
  const style = turn.deps.presentation;
  return outcome(NOTHING, known, [
    lead({ strong: count(others.length, 'alternative') }, ', and doing nothing.'),
    ...presentOptions(others, style),
    paragraph({ strong: 'Doing nothing' }, ` ${costOfWaiting(known, style)}`),
  ]);
}

function costOfWaiting({ options }: Topic, style: FigureStyle): string {
  const priced = options.find((option) => option.monthlySaving !== null);
  if (priced?.monthlySaving == null)
    return 'costs nothing that AWS puts a price on; the risks stay.';
  return `goes on costing ${formatMoney(priced.monthlySaving, style)} a month for option ${priced.rank} alone.`;
}

/** "approve 2": makes an exact plan of the option and asks for its approval; nothing is done. */
export async function* requestApproval(turn: Turn, topic: Topic): AsyncGenerator<AskPart, Outcome> {
  const known = yield* withOptions(turn, topic);
  const option = chosen(turn, known);
  if (option === undefined) return noSuchOption(known);
  const { gathered, findings } = yield* restsOn(turn, known, option);
  const proposed = yield* propose(turn, { option, gathered, findings });
  if (turn.input.confirmation === 'yes' || turn.input.confirmation === 'no') {
    const { document, cards } = proposed;
    const told = outcome(gathered, known, document);
    return { ...told, status: 'needs-approval', cards, continues: true };
  }
  const { amendments, procedures } = yield* govern(turn, [option]);
  const document = [
    ...proposed.document,
    ...amendments,
    ...procedures,
    ...list([[sentence(option.action)], ...weighed(turn, option)]),
    paragraph(`It is about ${count(findings.length, 'resource')}${cutText(findings)}:`),
    ...gathered.results.flatMap((result) => rowsOf(turn, findings, result)),
    ...(proposed.isOpen ? whatItTakes(turn, true) : []),
  ];
  const { cards, question } = proposed;
  const asked = question === undefined ? {} : { question };
  return { ...outcome(gathered, known, document), status: 'needs-approval', cards, ...asked };
}

/** The topic with its options, computed again where the chat's state does not hold them. */
async function* withOptions(turn: Turn, topic: Topic): AsyncGenerator<AskPart, Topic> {
  if (topic.options.length > 0) return topic;
  const { results } = yield* gather(turn, topic);
  const { options } = yield* rank(turn, results);
  return { ...topic, options: options.slice(0, turn.deps.presentation.options) };
}

/**
 * The single resources of an option. They are read again: the chat's state keeps the first ids only, and the rows of
 * a grouped answer are groups.
 */
async function* restsOn(
  turn: Turn,
  { parameters }: Topic,
  option: Recommendation,
): AsyncGenerator<AskPart, { gathered: Gathered; findings: readonly string[] }> {
  const { groupBy, top } = parameters;
  const single = { ...parameters, groupBy: null, tagKey: null, top: groupBy === null ? top : null };
  const gathered = yield* gather(turn, { analyzers: [option.analyzer], parameters: single });
  const { options } = yield* rank(turn, gathered.results);
  const same = options.find((each) => each.id === option.id) ?? option;
  return { gathered, findings: same.findings };
}

function chosen(turn: Turn, topic: Topic): Recommendation | undefined {
  const wanted = turn.understanding.followUp?.option ?? 1;
  return topic.options.find((option) => option.rank === wanted);
}

function reasons(turn: Turn, option: Recommendation): readonly Block[] {
  const entry = turn.deps.analyzers.list().find((each) => each.id === option.analyzer);
  const found: readonly Text[] =
    entry === undefined
      ? []
      : [
          [
            `Found by ${entry.id} from ${entry.source}: ${entry.computes}; threshold: ${sentence(entry.threshold)}`,
          ],
        ];
  const controls: readonly Text[] =
    option.controls.length === 0 ? [] : [[`Mapped evidence for ${option.controls.join(', ')}.`]];
  return list([[sentence(option.action)], ...weighed(turn, option), ...found, ...controls]);
}

function weighed(turn: Turn, option: Recommendation): readonly Text[] {
  const saving = savingText(option, turn.deps.presentation);
  return [[`It ${saving === 'not priced' ? 'is not priced' : saving}; ${weighing(option)}.`]];
}

function cutText(findings: readonly string[]): string {
  return findings.length > MOST_ROWS ? `, of which the first ${MOST_ROWS} are listed` : '';
}

function rowsOf(turn: Turn, ids: readonly string[], result: AnalysisResult): readonly Block[] {
  const wanted = new Set(ids);
  const findings = result.findings.filter((finding) => wanted.has(finding.id));
  if (findings.length === 0) return [];
  const { presentation } = turn.deps;
  const page = { offset: 0, rows: MOST_ROWS };
  return tableBlocks({ ...result, findings, total: findings.length }, page, presentation);
}

function noSuchOption(topic: Topic): Outcome {
  const known = topic.options.map((option) => `${option.rank}`).join(', ');
  const reason = known === '' ? 'the last answer has no options' : `the options are ${known}`;
  return outcome(NOTHING, topic, [lead({ strong: 'No such option' }, `: ${reason}.`)]);
}

function outcome(gathered: Gathered, topic: Topic, document: readonly Block[]): Outcome {
  const status = gathered.failures.length > 0 ? 'partial' : 'done';
  return { ...gathered, status, recommendations: topic.options, document, topic };
}
