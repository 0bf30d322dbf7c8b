import type { AnalysisResult } from '../../contracts/results.ts';
import type { Topic } from './answer.ts';

const MOST_QUESTIONS = 3;

/** Three follow-ups that have an answer: more rows, the first option, a narrower or grouped view, a file. */
export function nextQuestions(results: readonly AnalysisResult[], topic: Topic): readonly string[] {
  const findings = results.flatMap((result) => result.findings);
  const accounts = new Set(findings.flatMap((finding) => finding.accountId ?? []));
  const { parameters } = topic;
  const candidates: readonly (readonly [boolean, string])[] = [
    [results.some((result) => result.total > topic.shown), 'more'],
    [topic.options.length > 0, 'explain 1'],
    [
      accounts.size > 1 && Object.keys(parameters.tags).length === 0 && hasProduction(results),
      'only prod',
    ],
    [accounts.size > 1 && parameters.groupBy !== 'account', 'by account'],
    [findings.length > 0, 'export as csv'],
    [topic.options.length > 1, 'alternatives'],
  ];
  return candidates
    .filter(([useful]) => useful)
    .map(([, question]) => question)
    .slice(0, MOST_QUESTIONS);
}

function hasProduction(results: readonly AnalysisResult[]): boolean {
  return results
    .flatMap((result) => result.findings)
    .some((finding) => Object.values(finding.tags).some((value) => /^prod/i.test(value)));
}
