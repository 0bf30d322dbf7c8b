import {
  type Allowance,
  openAllowance,
  type SpendGuard,
} from '../../pipeline-server/contracts/spending.ts';
import type { Pay } from './read-pages.ts';

/** Who pays for a read, and what. */
export interface Payer {
  readonly spend: SpendGuard | undefined;
  readonly identity: string;
  readonly allowance: Allowance | undefined;
  readonly signal: AbortSignal;
}

const FREE: Pay = (send) => send();

/**
 * How the requests of an operation are paid. A request that AWS answers with an error is not billed and is taken back;
 * one that was cancelled on its way may have arrived, and stays counted.
 */
export function payFor(
  payer: Payer,
  operation: { readonly api: string; readonly priceUsd: number },
): Pay {
  const { spend, identity, signal, allowance = openAllowance() } = payer;
  const { api, priceUsd } = operation;
  if (spend === undefined || priceUsd === 0) return FREE;
  return async (send) => {
    const takeBack = await spend.charge({ identity, allowance, api, priceUsd });
    try {
      return await send();
    } catch (error) {
      if (!signal.aborted) await takeBack();
      throw error;
    }
  };
}
