import Table from 'cli-table3';
import { createUnderstanding } from '../pipeline-server/flows/xops/understand/understand.ts';
import { listAnalyzers } from '../tools/analyzers/registry.ts';
import type { Half } from './question-set.ts';
import { QUESTIONS } from './question-set.ts';
import type { Scored } from './score-question.ts';
import { scoreQuestion } from './score-question.ts';

/*
 * Measures how well questions are understood, on both halves of the question set. Only failures of the tuning half are
 * printed: the held-out half stays unseen, so that its figures mean something. Whether an analyzer is built does not
 * matter here: every entry of the catalogue takes part. `--json` prints the figures of the halves only.
 */

const catalogue = listAnalyzers().map((entry) => ({ ...entry, built: true }));
const createdAt = performance.now();
const understand = createUnderstanding(catalogue);
const createMs = round(performance.now() - createdAt);
/** The first pass compiles expressions, as the warm-up of a server does; times are those of the second. */
const [first] = QUESTIONS.map((question) => scoreQuestion(question, understand));
const scored = QUESTIONS.map((question) => scoreQuestion(question, understand));
const halves: readonly Half[] = ['tuning', 'held-out'];
const figures = halves.map((half) =>
  summarise(
    half,
    scored.filter((each) => each.half === half),
  ),
);

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(figures, null, 2));
} else {
  printTable();
  console.log(
    `created in ${createMs} ms, cold first question ${round(first?.milliseconds ?? 0)} ms`,
  );
  for (const each of scored.filter(({ half }) => half === 'tuning')) printFailure(each);
}

function summarise(half: Half, rows: readonly Scored[]) {
  const writes = rows.flatMap(({ write }) => write ?? []);
  const hits = writes.filter(({ expected, got }) => expected && got).length;
  const times = rows.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const ids = new Set(rows.flatMap(({ expected }) => expected.analyzers));
  return {
    half,
    questions: rows.length,
    analyzers: ids.size,
    firstAnalyzer: share(rows.map(({ first }) => first)),
    allParts: share(rows.map(({ parts }) => parts)),
    kind: share(rows.map(({ kind }) => kind)),
    parameters: share(rows.flatMap(({ parameters }) => Object.values(parameters))),
    writePrecision: ratio(hits, writes.filter(({ got }) => got).length),
    writeRecall: ratio(hits, writes.filter(({ expected }) => expected).length),
    medianMs: round(times[Math.floor(times.length / 2)] ?? 0),
    p95Ms: round(times[Math.floor(times.length * 0.95)] ?? 0),
  };
}

function share(values: readonly (boolean | null)[]): number {
  const known = values.filter((value) => value !== null);
  return ratio(known.filter(Boolean).length, known.length);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : round(part / whole);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function printTable(): void {
  const table = new Table({
    head: ['measure', ...figures.map(({ half }) => half)],
    style: { head: [] },
  });
  const names = Object.keys(figures[0] ?? {}).filter((name) => name !== 'half');
  for (const name of names) {
    table.push([name, ...figures.map((each) => String(new Map(Object.entries(each)).get(name)))]);
  }
  console.log(table.toString());
}

function printFailure({
  expected,
  understood,
  first,
  parts,
  kind,
  write,
  parameters,
}: Scored): void {
  const wrong = Object.keys(parameters).filter((name) => parameters[name] === false);
  const failures = [
    first === false
      ? `analyzers ${understood.analyzers.join(', ')} for ${expected.analyzers.join(', ')}`
      : '',
    parts === false ? `parts ${understood.analyzers.join(', ')}` : '',
    kind ? '' : `kind ${understood.kind} ${understood.followUp?.kind ?? ''}`,
    write !== null && write.expected !== write.got ? `write ${write.got}` : '',
    ...wrong.map(
      (name) =>
        `${name} ${JSON.stringify(new Map(Object.entries(understood.parameters)).get(name))}`,
    ),
  ].filter((text) => text !== '');
  if (failures.length === 0) return;
  const after = expected.previous === undefined ? '' : ` (after "${expected.previous}")`;
  console.log(`- ${expected.question}${after}\n    ${failures.join('\n    ')}`);
}
