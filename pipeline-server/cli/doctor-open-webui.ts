import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Config } from '../config.ts';
import { type Checked, runWebuiChecks } from '../connect/run-checks.ts';
import { openAsAdmin } from '../connect/sign-in.ts';
import { reasonOf } from '../errors.ts';
import type { CommandContext } from './command.ts';
import { type Finding, failed, ok, warning } from './doctor-finding.ts';
import {
  type AccessValues,
  readCredentials,
  readWebuiUrl,
  readWiring,
} from './open-webui-access.ts';

const CHECK = 'Open WebUI';
const SETTINGS = 'Open WebUI: settings';
const PROBE_TIMEOUT_MS = 5_000;
/** The release whose contract the end-to-end tests prove. */
const PROVED_VERSION = '0.12.';

const Version = Type.Object({ version: Type.String({ maxLength: 50 }) });

/**
 * Asks Open WebUI for its version, which it gives without a sign-in, and with an admin's credentials looks at everything
 * between it and our server. Nothing is asked where no URL is set.
 */
export async function checkOpenWebui(
  access: AccessValues,
  config: Config,
  context: CommandContext,
): Promise<readonly Finding[]> {
  const url = readWebuiUrl(access, config);
  if (url === null) return [ok(CHECK, 'not looked at: OPEN_WEBUI_URL is not set')];
  const version = await checkVersion(url);
  if (version.state === 'failed') return [version];
  return [version, ...(await checkWiring(url, access, { config, context }))];
}

async function checkVersion(url: string): Promise<Finding> {
  try {
    return judge(url, await readVersion(url));
  } catch (error) {
    const remedy = 'Start Open WebUI, or correct OPEN_WEBUI_URL.';
    return failed(CHECK, `${url} does not answer: ${reasonOf(error)}`, remedy);
  }
}

async function checkWiring(
  url: string,
  access: AccessValues,
  { config, context }: { readonly config: Config; readonly context: CommandContext },
): Promise<readonly Finding[]> {
  const credentials = await readCredentials(access, context);
  if (credentials === null)
    return [ok(SETTINGS, 'not looked at: no admin is named (OPEN_WEBUI_API_KEY, or --token-file)')];
  try {
    const webui = await openAsAdmin(url, credentials);
    const checked = await runWebuiChecks(webui, await readWiring(access, config));
    return checked.map(toFinding);
  } catch (error) {
    return [failed(SETTINGS, reasonOf(error), 'Correct it and run this again.')];
  }
}

function toFinding({ check, problem }: Checked): Finding {
  const { id, title: name, good } = check;
  const title = `Open WebUI: ${name}`;
  if (problem === null) return { id, check: title, state: 'ok', detail: good, remedy: null };
  return { id, check: title, ...problem };
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
