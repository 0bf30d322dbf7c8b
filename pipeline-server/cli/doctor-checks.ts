import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Config } from '../config.ts';
import { ConfigError } from '../config.ts';
import { reasonOf } from '../errors.ts';
import type { CommandContext } from './command.ts';
import { checkChroma } from './doctor-chroma.ts';
import { checkDisk } from './doctor-disk.ts';
import { type Finding, failed, ok, warning } from './doctor-finding.ts';
import { checkMemberRole } from './doctor-member-role.ts';
import { checkModels } from './doctor-models.ts';
import { checkOpenWebui } from './doctor-open-webui.ts';
import type { AccessValues } from './open-webui-access.ts';

const OLDEST_NODE = [20, 19] as const;
const SDK_NODE = 22;
const CALL_TIMEOUT_MS = 20_000;
const PROBE_TIMEOUT_MS = 3000;
const LARGEST_CLOCK_SKEW_MS = 5 * 60_000;

/** Runs every check; those that need settings are left out when the settings are not valid. */
export async function runChecks(
  context: CommandContext,
  access: AccessValues,
): Promise<readonly Finding[]> {
  const node = checkNode(process.versions.node);
  const settings = readSettings(context);
  if (settings.config === null) return [node, settings.finding];
  const { config } = settings;
  const checked = await Promise.all([
    checkDataDirectory(config.dataDir),
    checkDisk(config.dataDir),
    checkChroma(config),
    checkApiKey(config),
    checkPort(config),
    checkClock(config),
    checkAws(config, context),
    checkMemberRole(config, context),
  ]);
  const models = await checkModels(config, context.signal);
  const webui = await checkOpenWebui(access, config, context);
  return [node, settings.finding, ...checked, ...models, ...webui];
}

/** Node 20.19 or newer; new versions of the AWS SDK will need 22. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const shown = `version ${version}`;
  if (isOld) return failed('Node', shown, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
  if (major >= SDK_NODE) return ok('Node', shown);
  const remedy = `Plan for Node ${SDK_NODE}: AWS SDK versions from January 2027 on need it.`;
  return warning('Node', shown, remedy);
}

function readSettings(context: CommandContext): { config: Config | null; finding: Finding } {
  try {
    return { config: context.readConfig(), finding: ok('Settings', 'valid') };
  } catch (error) {
    const detail = error instanceof ConfigError ? error.problems.join(' ') : reasonOf(error);
    return {
      config: null,
      finding: failed('Settings', detail, 'Correct them and run this again.'),
    };
  }
}

async function checkDataDirectory(dataDir: string): Promise<Finding> {
  const probe = path.join(dataDir, `.doctor-${randomUUID()}`);
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(probe, '');
    return ok('Data directory', `${path.resolve(dataDir)} is writable`);
  } catch (error) {
    const remedy = 'Make the directory writable for this user, or set DATA_DIR to another.';
    return failed('Data directory', `${path.resolve(dataDir)}: ${reasonOf(error)}`, remedy);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

async function checkApiKey({ auth, dataDir }: Config): Promise<Finding> {
  if (auth.apiKey !== null) return ok('API key', 'set by PIPELINES_API_KEY');
  const file = path.join(dataDir, 'api-key');
  const found = await stat(file).catch(() => null);
  if (found === null)
    return warning('API key', 'none yet', 'The first start of the server makes one.');
  const mode = (found.mode & 0o777).toString(8);
  if (mode === '600') return ok('API key', `${path.resolve(file)}, readable by its owner only`);
  return failed(
    'API key',
    `${path.resolve(file)} has mode ${mode}`,
    `Run: chmod 600 ${path.resolve(file)}`,
  );
}

async function checkPort({ server }: Config): Promise<Finding> {
  const address = `${server.host}:${server.port}`;
  if (await isOurServer(server)) return ok('Port', `${address}: the xOps server answers`);
  const problem = await tryToListen(server);
  if (problem === null) return ok('Port', `${address} is free`);
  return failed(
    'Port',
    `${address}: ${problem}`,
    'Stop the other program, or set PORT to another port.',
  );
}

/** Every answer of our server carries a request id; the reference server's do not. */
async function isOurServer({ host, port }: Config['server']): Promise<boolean> {
  if (port === 0) return false;
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const response = await fetch(`http://${name}:${port}/readyz`, { signal });
    await response.body?.cancel();
    return response.headers.has('x-request-id');
  } catch {
    return false;
  }
}

function tryToListen({ host, port }: Config['server']): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'in use by another program' : reasonOf(error)),
    );
    probe.listen({ host, port }, () => probe.close(() => resolve(null)));
  });
}

/** AWS refuses requests signed more than five minutes off; the sample organisation does not care. */
async function checkClock({ aws }: Config): Promise<Finding> {
  const now = new Date();
  const shown = `${now.toISOString().slice(0, 19)}Z`;
  if (aws.source === 'sample') return ok('Clock', shown);
  const theirs = await readAwsTime(aws.region ?? 'us-east-1');
  if (theirs === null)
    return warning('Clock', `${shown}; AWS could not be asked for the time`, 'Check the network.');
  const skew = Math.abs(theirs.getTime() - now.getTime());
  if (skew <= LARGEST_CLOCK_SKEW_MS) return ok('Clock', `${shown}, as AWS has it`);
  const detail = `${shown}, ${Math.round(skew / 60_000)} minutes off`;
  return failed('Clock', detail, 'Set the clock: AWS refuses requests signed with a wrong time.');
}

async function readAwsTime(region: string): Promise<Date | null> {
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const response = await fetch(`https://sts.${region}.amazonaws.com/`, {
      method: 'HEAD',
      signal,
    });
    const date = new Date(response.headers.get('date') ?? '');
    return Number.isNaN(date.getTime()) ? null : date;
  } catch {
    return null;
  }
}

async function checkAws({ aws }: Config, context: CommandContext): Promise<Finding> {
  const name = aws.source === 'sample' ? 'sample organisation' : 'live';
  try {
    const { accounts, regions } = await readOrganization(context);
    return ok('AWS source', `${name}: ${accounts} accounts in ${regions} Regions answer`);
  } catch (error) {
    const remedy =
      aws.source === 'sample'
        ? 'Try again with XOPS_SAMPLE_FAULTS empty.'
        : 'Check the credentials, their read rights and the network; XOPS_AWS_SOURCE=sample works without them.';
    return failed('AWS source', `${name}: ${reasonOf(error)}`, remedy);
  }
}

async function readOrganization(context: CommandContext) {
  const analysis = await context.openAnalysis();
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
    const run = { signal, identity: 'cli', report: () => undefined };
    const { accounts, regions } = await analysis.analyzers.organization(run);
    return { accounts: accounts.length, regions: regions.length };
  } finally {
    await analysis.close();
  }
}
