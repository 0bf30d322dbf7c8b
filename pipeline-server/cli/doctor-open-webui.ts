import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Config } from '../config.ts';
import { reasonOf } from '../errors.ts';
import { type Finding, failed, ok, warning } from './doctor-finding.ts';

const CHECK = 'Open WebUI';
const PROBE_TIMEOUT_MS = 5_000;
/** The release whose contract the end-to-end tests prove. */
const PROVED_VERSION = '0.12.';

const Version = Type.Object({ version: Type.String({ maxLength: 50 }) });

/** Asks Open WebUI for its version, which it gives without a sign-in. Nothing is asked where no URL is set. */
export async function checkOpenWebui({ openWebui }: Config): Promise<Finding> {
  const { url } = openWebui;
  if (url === null) return ok(CHECK, 'not looked at: OPEN_WEBUI_URL is not set');
  try {
    return judge(url, await readVersion(url));
  } catch (error) {
    const remedy = 'Start Open WebUI, or correct OPEN_WEBUI_URL.';
    return failed(CHECK, `${url} does not answer: ${reasonOf(error)}`, remedy);
  }
}

async function readVersion(url: string): Promise<string | null> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const response = await fetch(new URL('/api/version', url), { signal });
  const answer: unknown = await response.json().catch(() => null);
  return Value.Check(Version, answer) ? answer.version : null;
}

function judge(url: string, version: string | null): Finding {
  if (version === null) {
    const remedy = 'Set OPEN_WEBUI_URL to the address of Open WebUI itself.';
    return failed(CHECK, `${url} answers, but not as Open WebUI does`, remedy);
  }
  const shown = `${url}: version ${version}`;
  if (version.startsWith(PROVED_VERSION)) return ok(CHECK, shown);
  const remedy = `The tests run against ${PROVED_VERSION}x; look at a chat and at the admin page.`;
  return warning(CHECK, shown, remedy);
}
