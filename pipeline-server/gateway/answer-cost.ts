import type { Route, TokenUsage } from '../contracts/models.ts';

const MILLION = 1_000_000;

/** What an answer cost by the prices of the settings, in USD; null without a price for the model or without usage. */
export function costOf(route: Route, model: string, usage: TokenUsage | null): number | null {
  const price = route.prices[model];
  if (price === undefined || usage === null) return null;
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const uncached = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens);
  const sum =
    uncached * price.inputUsd +
    cacheReadTokens * price.cacheReadUsd +
    cacheWriteTokens * price.cacheWriteUsd +
    outputTokens * price.outputUsd;
  return sum / MILLION;
}
