import { Type } from 'typebox';
import {
  type Estimate,
  estimateOf,
  estimateText,
} from '../../pipeline-server/contracts/spending.ts';
import { ToolError } from '../../pipeline-server/contracts/tool.ts';
import type { ToolPorts } from './ports.ts';

/** The parameter with which a call says what the user agreed to. */
export const CONFIRM_COST = Type.Number({
  minimum: 0,
  maximum: 1_000_000,
  description:
    'The price in USD that the user agreed to, when an earlier answer asked for agreement. Never set it without asking.',
});

type Prices = Pick<ToolPorts, 'analyzers' | 'askAboveUsd'>;

/** True for analyses that cost more than may be spent without asking. */
export function isDear(ids: readonly string[], ports: Prices): boolean {
  return estimate(ids, ports).usd > (ports.askAboveUsd ?? Number.POSITIVE_INFINITY);
}

function estimate(ids: readonly string[], { analyzers }: Prices): Estimate {
  const wanted = new Set(ids);
  return estimateOf(analyzers.list().filter(({ id }) => wanted.has(id)));
}

/** @throws ToolError `needs-agreement` that names the price, when these analyses are dear and it was not agreed to. */
export function checkPrice(
  ids: readonly string[],
  agreedUsd: number | undefined,
  ports: Prices,
): void {
  checkEstimate(estimate(ids, ports), agreedUsd, ports);
}

/** @throws ToolError `needs-agreement` that names the price, when it is dear and was not agreed to. */
export function checkEstimate(
  expected: Estimate,
  agreedUsd: number | undefined,
  { askAboveUsd = Number.POSITIVE_INFINITY }: Pick<ToolPorts, 'askAboveUsd'>,
): void {
  if (expected.usd <= Math.max(askAboveUsd, agreedUsd ?? 0)) return;
  const price = expected.usd.toFixed(2);
  throw new ToolError('needs-agreement', {
    problem: `${estimateText(expected)}. Nothing was asked yet.`,
    remedy: `Ask the user; on agreement call again with confirm_cost_usd ${price}.`,
    choice: {
      parameter: 'confirm_cost_usd',
      value: '',
      question: `${estimateText(expected)}. Ask AWS at that price?`,
      options: [price],
    },
  });
}
