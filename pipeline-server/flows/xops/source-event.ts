import type { ChatEvent } from '../../contracts/chat.ts';
import type { Evidence } from '../../contracts/findings.ts';
import { count, formatPrice } from './format-value.ts';

const LONGEST_REQUEST = 2000;

/**
 * One API call as a citation of Open WebUI. Citations with the same `metadata.source` are shown as one, so the API's
 * name is that source and each call is a document of it.
 */
export function sourceEvent(call: { evidence: Evidence; costUsd: number }): ChatEvent {
  const { evidence } = call;
  const { api, accountId, region, items, at } = evidence;
  const metadata = { source: api, name: api, evidence: evidence.id, at, items, region, accountId };
  return {
    type: 'source',
    data: { source: { name: api, id: api }, document: [describeCall(call)], metadata: [metadata] },
  };
}

function describeCall({ evidence, costUsd }: { evidence: Evidence; costUsd: number }): string {
  const { api, accountId, region, items, at } = evidence;
  const where = [region, accountId].filter((place) => place !== null).join(', account ');
  const price = costUsd === 0 ? 'free' : formatPrice(costUsd);
  const request = JSON.stringify(evidence.request).slice(0, LONGEST_REQUEST);
  return [
    `${api}${where === '' ? '' : ` in ${where}`} answered with ${count(items, 'item')} at ${at} (${price}).`,
    `Request: ${request}`,
    `Evidence: ${evidence.id}`,
  ].join('\n');
}
