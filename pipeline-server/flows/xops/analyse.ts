import type { CoverageGap } from '../../contracts/findings.ts';
import type { Parameters } from '../../contracts/parameters.ts';
import type { AnalysisResult } from '../../contracts/results.ts';
import type { AskPart, Failure, Outcome, Topic, Turn } from './answer.ts';
import { isAgreeing, needsAgreement, offerPrice, sayPrice } from './ask-price.ts';
import { lead, list } from './document.ts';
import { explain } from './explain.ts';
import type { GatherRequest } from './gather.ts';
import { gather } from './gather.ts';
import { govern } from './govern.ts';
import { present } from './present.ts';
import { rank } from './rank.ts';

/** What to analyse, and from which row to show it. */
export interface AnalyseRequest extends GatherRequest {
  readonly offset: number;
  readonly rows: number;
}

/** A page never shows more rows than this, whatever number the question names. */
const MOST_ROWS = 100;

/** Gaps that a person would call a failure; what AWS was never asked to cover is a blind spot, not a failure. */
const FAILED_GAPS: ReadonlySet<CoverageGap['reason']> = new Set(['denied', 'throttled', 'failed']);

/** Gathers, ranks, explains and presents. */
export async function* analyse(
  turn: Turn,
  request: AnalyseRequest,
): AsyncGenerator<AskPart, Outcome> {
  if (needsAgreement(turn, request.analyzers)) return offerPrice(turn, request);
  yield* sayPrice(turn, request.analyzers);
  const gathered = yield* gather(turn, request);
  if (gathered.results.length === 0) return nothingGathered(gathered.failures);
  const { options, note } = yield* rank(turn, gathered.results);
  const source = { results: gathered.results, recommendations: options };
  const { presentation, log } = turn.deps;
  const explanation = explain(source, presentation);
  if (explanation.untraced.length > 0)
    log.error({ figures: explanation.untraced }, 'untraced figure');
  const { analyzers, parameters, ...page } = request;
  const shown = page.offset > 0 ? [] : options.slice(0, presentation.options);
  const isPartial = gathered.failures.length > 0 || hasFailedGaps(gathered.results);
  const notes = note === null ? [] : [note];
  const governance = yield* govern(turn, shown);
  const findings = { ...gathered, options: shown, explanation, page, notes, governance };
  return {
    ...gathered,
    status: isPartial ? 'partial' : 'done',
    recommendations: options,
    document: present(findings, presentation),
    topic: {
      analyzers,
      parameters,
      shown: page.offset + page.rows,
      options: shown,
      ...agreement(turn),
    },
  };
}

/** Rows of a page: the number the question named, else the setting. */
export function pageRows(turn: Turn, parameters: Parameters): number {
  return Math.min(parameters.top ?? turn.deps.presentation.rows, MOST_ROWS);
}

/** True when an account or Region was tried and did not answer. */
export function hasFailedGaps(results: readonly AnalysisResult[]): boolean {
  const gaps = results.flatMap((result) => result.coverage.gaps);
  return gaps.some((gap) => FAILED_GAPS.has(gap.reason));
}

function nothingGathered(failures: readonly Failure[]): Outcome {
  const [only] = failures;
  const opening =
    failures.length === 1 && only !== undefined
      ? lead({ strong: 'No answer' }, ` – ${only.title}: ${only.message}`)
      : lead({ strong: 'No answer' }, `: none of ${failures.length} analyses could be made.`);
  const details =
    failures.length === 1
      ? []
      : list(failures.map((each) => [{ strong: each.title }, `: ${each.message}`]));
  return {
    status: 'failed',
    results: [],
    failures,
    recommendations: [],
    document: [opening, ...details],
    topic: null,
  };
}

/** Agreed once, agreed for the follow-ups on the same analyses. */
function agreement(turn: Turn): Pick<Topic, 'priceAgreed'> {
  return isAgreeing(turn) || turn.topic?.priceAgreed === true ? { priceAgreed: true } : {};
}
