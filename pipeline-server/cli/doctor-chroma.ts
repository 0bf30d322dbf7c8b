import type { Config } from '../config.ts';
import { reasonOf } from '../errors.ts';
import { type Finding, failed, ok } from './doctor-finding.ts';

const CHECK = 'Chroma';
const PROBE_TIMEOUT_MS = 5000;

/** Asks Chroma whether it lives. Open WebUI says "no results" and nothing else when it does not. */
export async function checkChroma({ knowledge }: Pick<Config, 'knowledge'>): Promise<Finding> {
  const { url } = knowledge.chroma;
  if (url === null) return ok(CHECK, 'not used: CHROMA_URL is not set');
  const remedy =
    'Start Chroma, or correct CHROMA_URL; Open WebUI needs the same one before it starts.';
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const response = await fetch(new URL('/api/v2/heartbeat', url), { signal });
    await response.body?.cancel();
    return response.ok
      ? ok(CHECK, `${url} lives`)
      : failed(CHECK, `${url} answers ${response.status}`, remedy);
  } catch (error) {
    return failed(CHECK, `${url} does not answer: ${reasonOf(error)}`, remedy);
  }
}
