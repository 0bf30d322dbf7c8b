import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { bootstrap } from '../knowledge/eval/interval.ts';
import { normalisedGain, recall, reciprocalRank } from '../knowledge/eval/metrics.ts';
import type { Knowledge } from '../pipeline-server/contracts/knowledge.ts';
import { createRandom } from '../tools/sample-org/world/random.ts';
import { compareCode, openContestants, printCode } from './knowledge/contestants.ts';
import { readRunbooks } from './knowledge/open-shipped.ts';

/*
 * Measures what is found in any folder of Markdown documents, for the questions of its `queries.jsonl`: a line
 * `{"query": "…", "relevant": ["path/in/folder.md"]}` each, the best document first. `--json` prints the figures only.
 */

const QuestionSchema = Type.Object({
  query: Type.String({ minLength: 1 }),
  relevant: Type.Array(Type.String(), { minItems: 1, uniqueItems: true }),
});

interface Answered {
  readonly relevant: readonly string[];
  /** Paths, best first, each once. */
  readonly ranked: readonly string[];
}

/** Enough passages that ten documents are among them, when one gives several. */
const PASSAGES = 50;
const { signal } = new AbortController();

const folder = folderOf(process.argv);
const questions = await readQuestions(path.join(folder, 'queries.jsonl'));
const documents = await readRunbooks(pathToFileURL(`${path.resolve(folder)}/`));
assertRead(new Set(questions.flatMap(({ relevant }) => relevant)));
const rows: (ReturnType<typeof figuresOf> & { readonly name: string })[] = [];
for (const { name, knowledge } of await openContestants(documents))
  rows.push({ name, ...figuresOf(await answersOf(knowledge)) });
const code = compareCode(documents);
if (process.argv.includes('--json'))
  console.log(JSON.stringify({ questions: questions.length, rows, code }, null, 2));
else print();

function folderOf(words: readonly string[]): string {
  const named = words[words.indexOf('--runbooks') + 1];
  if (named === undefined || named.startsWith('--'))
    throw new Error('Name a folder of documents after --runbooks.');
  return named;
}

async function readQuestions(file: string) {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new Error(`${file} has no questions.`);
  return lines.map((line) => Value.Parse(QuestionSchema, JSON.parse(line)));
}

/** A path that is typed wrong would count as not found. */
function assertRead(wanted: Set<string>): void {
  for (const { facts } of documents) wanted.delete(facts.path);
  if (wanted.size > 0) throw new Error(`No such documents: ${[...wanted].join(', ')}.`);
}

async function answersOf(knowledge: Knowledge): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (const { query: question, relevant } of questions) {
    const { passages } = await knowledge.find({ question, limit: PASSAGES, filter: {} }, signal);
    answered.push({ relevant, ranked: [...new Set(passages.map(pathOf))] });
  }
  return answered;
}

function pathOf({ chunk }: { readonly chunk: { readonly document: { readonly path: string } } }) {
  return chunk.document.path;
}

function figuresOf(answered: readonly Answered[]) {
  const stream = createRandom(1);
  const random = () => stream.next();
  const mean = (valueOf: (each: Answered) => number) => bootstrap(answered.map(valueOf), random);
  return {
    ndcg10: mean(({ ranked, relevant }) => normalisedGain(ranked, relevant, 10)),
    recall5: mean(({ ranked, relevant }) => recall(ranked, relevant, 5)),
    reciprocalRank: mean(({ ranked, relevant }) => reciprocalRank(ranked, relevant)),
    refused: answered.filter(({ ranked }) => ranked.length === 0).length / answered.length,
  };
}

function print(): void {
  const table = new Table({
    head: ['engine', 'questions', 'nDCG@10', '95 %', 'recall@5', 'MRR', 'answered with nothing'],
    style: { head: [], border: [] },
  });
  for (const { name, ndcg10, recall5, reciprocalRank: first, refused } of rows) {
    const bounds = `${ndcg10.low.toFixed(3)}–${ndcg10.high.toFixed(3)}`;
    const means = [ndcg10, recall5, first].map(({ mean }) => mean.toFixed(3));
    const [gain = '', ...others] = means;
    table.push([name, questions.length, gain, bounds, ...others, refused.toFixed(3)]);
  }
  console.log(table.toString());
  printCode(code);
}
