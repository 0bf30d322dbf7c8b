import type { Coverage } from '../contracts/findings.ts';
import type { Receipt } from '../contracts/results.ts';
import { plainText } from '../flows/xops/document.ts';
import { formatNumber, formatPrice } from '../flows/xops/format-value.ts';
import { coverageFact, formatTime } from '../flows/xops/present-facts.ts';
import { type Html, html } from './html.ts';

/** What figures rest on. */
export interface Proof {
  readonly coverage: Coverage;
  readonly receipts: readonly Receipt[];
  /** ISO 8601. */
  readonly readAt: string;
}

/** Source, data time, period, coverage and price, as the foot of what they belong to. */
export function renderProof({ coverage, receipts, readAt }: Proof): Html {
  const { period, dataTime, ...seen } = coverage;
  const apis = [...new Set(receipts.flatMap((receipt) => receipt.apis.map(({ api }) => api)))];
  const coverageText = plainText(coverageFact({ ...seen, period: null, dataTime: null }).text);
  return html`<dl class="proof">
<dt>Source</dt><dd>${apis.length === 0 ? 'answers kept from before' : apis.join(', ')}</dd>
<dt>Data</dt><dd>${dataTimeOf(dataTime, readAt)}${period !== null && `; period ${period.label}`}</dd>
<dt>Seen</dt><dd>${coverageText}</dd>
<dt>Asked for</dt><dd>${priceOf(receipts)}</dd></dl>`;
}

function dataTimeOf(dataTime: string | null, readAt: string): string {
  const read = `read ${formatTime(readAt)}`;
  return dataTime === null
    ? `${read}; the source states no time`
    : `as of ${formatTime(dataTime)}; ${read}`;
}

function priceOf(receipts: readonly Receipt[]): string {
  const amount = receipts.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const requests = receipts.reduce((sum, receipt) => sum + receipt.requests, 0);
  const price = formatPrice(amount);
  return `${price} in ${formatNumber(requests)} requests to AWS`;
}
