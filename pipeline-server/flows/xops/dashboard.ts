import type { AnalysisResult } from '../../contracts/results.ts';
import { estimateText } from '../../contracts/spending.ts';
import type { AskPart, Outcome, Turn } from './answer.ts';
import { lead, list, paragraph } from './document.ts';
import { explain } from './explain.ts';
import { count } from './format-value.ts';
import { reportWhile } from './report-calls.ts';

/** The whole organization at a glance: the dashboard's panels as a card, the answers in words, and a link to the page. */
export async function* showDashboard(turn: Turn): AsyncGenerator<AskPart, Outcome> {
  const { dashboard, presentation } = turn.deps;
  if (dashboard === undefined) return withoutServer();
  const card = yield* reportWhile(turn, (context) =>
    dashboard.card(context, turn.deps.askAboveUsd ?? Number.POSITIVE_INFINITY),
  );
  turn.input.signal.throwIfAborted();
  const { results, failures, offers } = card;
  const { statements } = explain(
    { results: oncePerAnalysis(results), recommendations: [] },
    presentation,
  );
  const accounts = turn.organization.accounts.length;
  const scope = accounts === 0 ? 'your organization' : count(accounts, 'account');
  return {
    status:
      failures.length + offers.length === 0 ? 'done' : results.length === 0 ? 'failed' : 'partial',
    results,
    failures: failures.map((failure) => ({ ...failure, code: 'unavailable' })),
    recommendations: [],
    document: [
      lead(`The dashboard over ${scope}.`),
      ...list(statements.map(({ text }) => text)),
      ...failures.map(({ title, message }) => paragraph({ strong: `${title}:` }, ` ${message}`)),
      ...offers.map(({ title, price }) =>
        paragraph(
          { strong: `${title}: not asked.` },
          ` ${estimateText(price)}; ask on the dashboard.`,
        ),
      ),
      paragraph({ link: 'Open the dashboard', url: card.url }, ' to filter, sort and download.'),
    ],
    cards: [card.html],
    topic: null,
  };
}

/** The same total by another grouping is no news. */
function oncePerAnalysis(results: readonly AnalysisResult[]): readonly AnalysisResult[] {
  return [
    ...new Map(results.toReversed().map((result) => [result.analyzer, result])).values(),
  ].toReversed();
}

function withoutServer(): Outcome {
  return {
    status: 'done',
    results: [],
    failures: [],
    recommendations: [],
    document: [
      lead('The dashboard is a page of the server.'),
      paragraph('Start it with ', { code: 'npm start' }, ' and open the address that it prints.'),
    ],
    topic: null,
  };
}
