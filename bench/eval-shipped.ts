import Table from 'cli-table3';
import {
  askAll,
  type Evaluation,
  evaluate,
  gainOf,
  type Judged,
} from '../knowledge/eval/evaluate.ts';
import { GOLDEN_SET, type Half, QUESTION_KINDS } from '../knowledge/eval/golden-set.ts';
import { bootstrap, type Interval } from '../knowledge/eval/interval.ts';
import { readIncidents, readSops } from '../knowledge/eval/shipped-documents.ts';
import { createRandom } from '../tools/sample-org/world/random.ts';
import {
  type Contestant,
  compareCode,
  openContestants,
  printCode,
} from './knowledge/contestants.ts';
import { readShipped } from './knowledge/open-shipped.ts';
import { createSectionSearch } from './knowledge/section-search.ts';
import { percentile } from './statistics.ts';

/*
 * Measures what is found for the questions of the golden set over the shipped SOPs and incident notes, side by side. Only
 * failures of the tuning half are printed: the held-out half stays unseen. `--json` prints the figures only.
 */

interface Row extends Evaluation {
  readonly half: Half;
  readonly name: string;
  readonly byKind: Readonly<Record<string, number>>;
  /** nDCG@10 less that of the first contestant, question by question. */
  readonly gain: Interval;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const ROOT = new URL('../../knowledge/', import.meta.url);
const documents = [...readSops(ROOT), ...readIncidents(ROOT)];
const read = await readShipped(ROOT);
const CONTESTANTS: readonly Contestant[] = [
  { name: 'MiniSearch, always answers', knowledge: createSectionSearch(documents, 0) },
  // The share was chosen on the tuning half.
  { name: 'MiniSearch, half of the words', knowledge: createSectionSearch(documents, 0.5) },
  ...(await openContestants(read)),
];
const code = compareCode(read);
const halves: readonly Half[] = ['tuning', 'held-out'];
const asJson = process.argv.includes('--json');
const rows: Row[] = [];
for (const half of halves) rows.push(...(await measure(half)));
if (asJson) console.log(JSON.stringify({ documents: documents.length, rows, code }, null, 2));
else print();

async function measure(half: Half): Promise<readonly Row[]> {
  const measured: Row[] = [];
  let first: readonly Judged[] | null = null;
  for (const { name, knowledge } of CONTESTANTS) {
    const judged = await askAll(knowledge, GOLDEN_SET[half], new AbortController().signal);
    first ??= judged;
    measured.push({ half, name, ...figuresOf(judged, first) });
    if (half === 'tuning' && !asJson) printFailures(name, judged);
  }
  return measured;
}

function figuresOf(judged: readonly Judged[], first: readonly Judged[]) {
  const stream = createRandom(1);
  const random = () => stream.next();
  const times = judged.map(({ milliseconds }) => milliseconds);
  const before = gainsOf(first);
  const gains = gainsOf(judged);
  return {
    ...evaluate(judged, random),
    byKind: Object.fromEntries(
      QUESTION_KINDS.map((kind) => [kind, shareOf(judged.filter((each) => isOf(each, kind)))]),
    ),
    gain: bootstrap(
      gains.map((gain, at) => gain - (before[at] ?? 0)),
      random,
    ),
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
  };
}

function gainsOf(judged: readonly Judged[]): readonly number[] {
  return judged.filter(({ question }) => question.answers.length > 0).map(gainOf);
}

function isOf({ question }: Judged, kind: string): boolean {
  return question.kind === kind;
}

/** nDCG@10 of questions with an answer; of the others, the share that was answered with nothing. */
function shareOf(judged: readonly Judged[]): number {
  const values = judged.map((each) =>
    each.question.answers.length === 0 ? Number(each.ranked.length === 0) : gainOf(each),
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function print(): void {
  console.log(`${documents.length} documents`);
  const table = new Table({
    head: ['half', 'engine', 'questions', 'nDCG@10', 'against the first', 'recall@5', 'MRR'].concat(
      ['"none" precision', '"none" recall', 'leaked', 'p50 ms', 'p95 ms'],
    ),
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    table.push([
      row.half,
      row.name,
      row.questions,
      ...[row.ndcg10, row.gain, row.recall5, row.reciprocalRank].map(spell),
      ...[row.noAnswerPrecision, row.noAnswerRecall].map(spell),
      row.leaked,
      row.p50Ms.toFixed(2),
      row.p95Ms.toFixed(2),
    ]);
  }
  console.log(table.toString());
  printKinds();
  printCode(code);
}

function printKinds(): void {
  const table = new Table({
    head: ['half', 'engine', ...QUESTION_KINDS],
    style: { head: [], border: [] },
  });
  for (const { half, name, byKind } of rows) {
    table.push([half, name, ...QUESTION_KINDS.map((kind) => (byKind[kind] ?? 0).toFixed(3))]);
  }
  console.log(`nDCG@10 by kind of question; "none": share answered with nothing`);
  console.log(table.toString());
}

function spell({ mean, low, high }: Interval): string {
  return Number.isNaN(mean) ? '–' : `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function printFailures(name: string, judged: readonly Judged[]): void {
  for (const { question, ranked } of judged) {
    const { answers } = question;
    const [best = 'nothing'] = ranked;
    if (answers.length === 0 ? ranked.length === 0 : answers.includes(best)) continue;
    console.log(`- ${name}: ${question.question}\n    ${best} for ${answers[0] ?? 'nothing'}`);
  }
}
