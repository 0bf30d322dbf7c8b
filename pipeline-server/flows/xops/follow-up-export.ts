import type { AnalysisResult } from '../../contracts/analysis.ts';
import type { AskPart, Outcome, Topic, Turn } from './answer.ts';
import type { Block } from './document.ts';
import { lead, paragraph } from './document.ts';
import { exportRows, toCsv, toJson } from './export-rows.ts';
import { count } from './format-value.ts';
import { gather } from './gather.ts';

/** A chat message stays readable and below every client's limits. */
const MOST_ROWS = 500;

/** "export as csv": all rows of the chat's last analysis as CSV or JSON, in a code block. */
export async function* exportTopic(turn: Turn, topic: Topic): AsyncGenerator<AskPart, Outcome> {
  const gathered = yield* gather(turn, topic);
  const wanted = turn.understanding.followUp?.format ?? 'csv';
  const format = wanted === 'json' ? 'json' : 'csv';
  const { results } = gathered;
  const rows = results.reduce((sum, result) => sum + result.findings.length, 0);
  return {
    ...gathered,
    status: results.length === 0 ? 'failed' : 'done',
    recommendations: [],
    document: [
      lead(
        { strong: `${count(rows, 'row')} as ${format.toUpperCase()}` },
        insteadOf(wanted, format),
      ),
      ...results.flatMap((result) => exportBlocks(result, format)),
      ...gathered.failures.map((each) => paragraph(`${each.title}: ${each.message}`)),
    ],
    topic,
  };
}

function insteadOf(wanted: string, format: string): string {
  return wanted === format ? '.' : `; ${wanted.toUpperCase()} is not available yet.`;
}

function exportBlocks(result: AnalysisResult, format: 'csv' | 'json'): readonly Block[] {
  const table = exportRows({ ...result, findings: result.findings.slice(0, MOST_ROWS) });
  const text = format === 'json' ? toJson(table) : toCsv(table).trimEnd();
  const left = result.findings.length - MOST_ROWS;
  const cut = paragraph(`${count(left, 'row')} left out here; the command line exports all: `, {
    code: `xops analyze ${result.analyzer} --format ${format}`,
  });
  return [
    { kind: 'heading', text: result.title },
    { kind: 'code', language: format, text },
    ...(left > 0 ? [cut] : []),
  ];
}
