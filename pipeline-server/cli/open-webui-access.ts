import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { OpenWebui } from '../connect/open-webui.ts';
import { type Credentials, openAsAdmin } from '../connect/sign-in.ts';
import { baseOf, type Wiring } from '../connect/step.ts';
import { reasonOf } from '../errors.ts';
import { type CommandContext, UsageError } from './command.ts';
import { readServerKey } from './server-key.ts';

/** Options that `connect` and `doctor` share; no secret is among them, since others see a process's arguments. */
export const ACCESS_OPTIONS = {
  url: { type: 'string' },
  server: { type: 'string' },
  'token-file': { type: 'string' },
  email: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const;

/** Their values. */
export interface AccessValues {
  readonly url?: string | undefined;
  readonly server?: string | undefined;
  readonly 'token-file'?: string | undefined;
  readonly email?: string | undefined;
  readonly 'password-stdin'?: boolean | undefined;
}

/** The address of Open WebUI, or null where none is given. @throws UsageError when it is none. */
export function readWebuiUrl(values: AccessValues, { openWebui }: Config): string | null {
  const url = values.url ?? openWebui.url;
  return url === null ? null : readAddress('url', url).replace(/\/+$/, '');
}

/**
 * Where our server is for Open WebUI, and its key.
 * @throws UsageError when there is no key yet, or the address is none.
 */
export async function readWiring(values: AccessValues, config: Config): Promise<Wiring> {
  const { openWebui, server } = config;
  const url = values.server ?? openWebui.serverUrl ?? `http://127.0.0.1:${server.port}`;
  const key = await readServerKey(config);
  return { serverUrl: baseOf(readAddress('server', url)), key };
}

/**
 * Signs in as the options and settings say.
 * @throws UsageError without credentials, OpenWebuiError when they are not those of an admin.
 */
export async function openWebuiAsAdmin(
  url: string,
  values: AccessValues,
  context: CommandContext,
): Promise<OpenWebui> {
  const credentials = await readCredentials(values, context);
  if (credentials !== null) return await openAsAdmin(url, credentials);
  throw new UsageError(
    'Say who you are: --token-file, OPEN_WEBUI_API_KEY, or --email with OPEN_WEBUI_PASSWORD or --password-stdin.',
  );
}

/** What an admin signs in with, or null where nothing is given. */
export async function readCredentials(
  values: AccessValues,
  { readConfig, terminal, signal }: CommandContext,
): Promise<Credentials | null> {
  const { openWebui } = readConfig();
  const file = values['token-file'];
  if (file !== undefined) return { token: await readToken(file) };
  const email = values.email ?? openWebui.email;
  if (values.email === undefined && openWebui.apiKey !== null) return { token: openWebui.apiKey };
  const typed = values['password-stdin'] === true ? await terminal.question('', signal) : null;
  const password = typed ?? openWebui.password;
  return email === null || password === null ? null : { email, password };
}

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--token-file ${file} cannot be read (${reasonOf(error)}).`);
  });
  if (text.trim() !== '') return text.trim();
  throw new UsageError(`--token-file ${file} is empty.`);
}

/** Credentials in an address would be shown in every message. */
function readAddress(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  if (isPlain) return text;
  throw new UsageError(`--${option} is an address such as http://127.0.0.1:8080, without a user.`);
}
