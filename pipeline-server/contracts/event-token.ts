import { createHmac } from 'node:crypto';

/**
 * What stands in the address to which Open WebUI sends events, since it can neither sign them nor send a header (0.12, `utils/webhook.py`): an
 * HMAC of the API key, from which the key cannot be told.
 */
export function eventTokenOf(apiKey: string): string {
  return createHmac('sha256', apiKey).update('xops: events of Open WebUI').digest('hex');
}

/** Path to which Open WebUI sends events. */
export function eventPathOf(apiKey: string): string {
  return `/open-webui/events/${eventTokenOf(apiKey)}`;
}
