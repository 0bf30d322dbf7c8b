import type { AnalyzerSummary } from '../../contracts/catalogue.ts';
import { type Estimate, estimateOf, estimateText } from '../../contracts/spending.ts';
import type { AskPart, Outcome, Turn } from './answer.ts';
import { lead, paragraph } from './document.ts';
import type { GatherRequest } from './gather.ts';

/** From so many paid requests on, the price is said before they are made. */
const SAID_FROM = 5;

/** What analyses will cost, about and at most. */
export function priceOf(turn: Turn, ids: readonly string[]): Estimate {
  const wanted = new Set(ids);
  const isWanted = ({ id }: AnalyzerSummary) => wanted.has(id);
  return estimateOf(turn.deps.analyzers.list().filter(isWanted));
}

/** Says the price of a question that costs more than a little. */
export function* sayPrice(turn: Turn, ids: readonly string[]): Generator<AskPart> {
  const price = priceOf(turn, ids);
  if (price.requests >= SAID_FROM) yield { type: 'progress', description: estimateText(price) };
}

/** True when these analyses cost more than may be spent without asking, and nobody has agreed in this chat. */
export function needsAgreement(turn: Turn, ids: readonly string[]): boolean {
  const { askAboveUsd = Number.POSITIVE_INFINITY } = turn.deps;
  if (priceOf(turn, ids).usd <= askAboveUsd || isAgreeing(turn)) return false;
  const agreed = turn.topic?.priceAgreed === true ? turn.topic.analyzers : [];
  return !ids.every((id) => agreed.includes(id));
}

/**
 * True for "go ahead" where the chat's last answer was the offer of a price: nothing was shown for it, so that there is
 * no option that could be meant.
 */
export function isAgreeing({ understanding: { followUp }, topic, deps }: Turn): boolean {
  if (followUp?.kind !== 'approve' || followUp.option !== undefined || topic === null) return false;
  if (topic.priceOffered !== undefined) return topic.priceOffered;
  const entries = deps.analyzers.list().filter(({ id }) => topic.analyzers.includes(id));
  const isDear = estimateOf(entries).usd > (deps.askAboveUsd ?? Number.POSITIVE_INFINITY);
  return isDear && topic.options.length === 0;
}

/** Offers to ask AWS at a price; nothing was asked yet. */
export function offerPrice(turn: Turn, { analyzers, parameters }: GatherRequest): Outcome {
  const price = priceOf(turn, analyzers);
  return {
    status: 'needs-approval',
    results: [],
    failures: [],
    recommendations: [],
    price,
    document: [
      lead({ strong: 'Not asked yet' }, ': the answer costs AWS request fees.'),
      paragraph(
        `${estimateText(price)}; what is cached costs nothing. Say `,
        { code: 'go ahead' },
        ' to ask AWS.',
      ),
    ],
    topic: { analyzers, parameters, shown: 0, options: [], priceOffered: true },
  };
}
