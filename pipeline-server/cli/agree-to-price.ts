import { type Estimate, estimateOf, estimateText } from '../contracts/spending.ts';
import type { Analysis, CommandContext } from './command.ts';

/**
 * True when analyses may be run: they cost no more than the settings allow without asking, or `--yes` was given. Else the
 * price is told, and the command ends with "needs approval".
 */
export function isPriceAgreed(
  analysis: Pick<Analysis, 'analyzers' | 'askAboveUsd'>,
  asked: { readonly ids: readonly string[]; readonly yes: boolean },
  { terminal }: Pick<CommandContext, 'terminal'>,
): boolean {
  const wanted = new Set(asked.ids);
  const entries = analysis.analyzers.list().filter(({ id }) => wanted.has(id));
  const estimate = estimateOf(entries);
  return isEstimateAgreed(analysis, { estimate, yes: asked.yes }, { terminal });
}

/** The same for what is no analysis, and has an estimate of its own. */
export function isEstimateAgreed(
  { askAboveUsd = Number.POSITIVE_INFINITY }: Pick<Analysis, 'askAboveUsd'>,
  { estimate, yes }: { readonly estimate: Estimate; readonly yes: boolean },
  { terminal }: Pick<CommandContext, 'terminal'>,
): boolean {
  if (yes || estimate.usd <= askAboveUsd) return true;
  terminal.err(`${estimateText(estimate)}. Nothing was asked yet: give --yes to ask AWS.\n`);
  return false;
}
