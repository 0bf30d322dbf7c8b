import path from 'node:path';
import { readOrCreateKey } from '../auth/key-file.ts';
import { type Config, machineEnvironment } from '../config.ts';
import { type RunningServer, startServer } from '../start-server.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { connectCommand } from './connect-command.ts';
import { findProgram, type Program, supervise } from './stack-program.ts';
import {
  ADMIN_EMAIL,
  chromaProgram,
  openWebuiProgram,
  type StackSettings,
  type WebuiWiring,
} from './stack-programs.ts';

const OPTIONS = {
  venv: { type: 'string' },
  port: { type: 'string' },
  'chroma-port': { type: 'string' },
  help: { type: 'boolean' },
} as const;

const MISSING = {
  openWebui:
    'Open WebUI is not on this machine: `python3.12 -m venv webui && webui/bin/pip install open-webui==0.12.4`, then `npm run stack -- --venv webui`. The server runs without it.',
  chroma:
    'Chroma is not on this machine (it comes with Open WebUI, or `pip install chromadb`): documents are kept by Open WebUI itself.',
} as const;

/** `xops stack`: what is on this machine, wired to each other, for development. */
export const stackCommand: Command = {
  name: 'stack',
  summary: 'run the server with Open WebUI and Chroma of this machine, for development',
  help: `xops stack [--venv <folder>] [--port 8080] [--chroma-port 8000]

Starts this server, and Chroma and Open WebUI where they are on the machine: in the
virtual environment of Python that --venv names, else on the PATH. Each listens on this
machine alone, keeps its data below DATA_DIR/stack, and is started again when it ends.
Open WebUI is then set up by xops connect. What is missing is named. Ctrl-C ends all.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals[0] !== undefined)
      throw new UsageError(`Unexpected argument "${positionals[0]}".`);
    const ports = {
      openWebui: readPort('port', values.port, 8080),
      chroma: readPort('chroma-port', values['chroma-port'], 8000),
    };
    await runStack({ ports, venv: values.venv ?? null }, context);
    return EXIT_CODES.done;
  },
};

function readPort(option: string, text: string | undefined, fallback: number): number {
  const port = Number(text ?? fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UsageError(`--${option} "${text}" is no port: write ${fallback}.`);
}

interface Asked {
  readonly ports: StackSettings['ports'];
  readonly venv: string | null;
}

/** Until Ctrl-C; then the last one that was started ends first. */
async function runStack(asked: Asked, context: CommandContext): Promise<void> {
  const { signal } = context;
  const ended = untilAborted(signal);
  const parts: { readonly stop: () => Promise<void> }[] = [];
  try {
    await startAll(asked, context, parts);
    await ended;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    for (const part of parts.toReversed()) await part.stop();
  }
}

/** SIGTERM is what a supervisor of this command sends. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.once('SIGTERM', () => resolve());
  });
}

interface Opening {
  readonly asked: Asked;
  readonly context: CommandContext;
  readonly settings: StackSettings;
  readonly folders: readonly string[];
  /** What runs already, to be stopped in the end. */
  readonly parts: { readonly stop: () => Promise<void> }[];
}

async function startAll(
  asked: Asked,
  context: CommandContext,
  parts: Opening['parts'],
): Promise<void> {
  const config = context.readConfig();
  const environment = machineEnvironment();
  const folders = [
    ...(asked.venv === null ? [] : [path.join(asked.venv, 'bin')]),
    ...(environment['PATH'] ?? '').split(path.delimiter),
  ];
  const folder = path.resolve(config.dataDir, 'stack');
  const settings = { folder, ports: asked.ports, environment };
  const opening = { asked, context, settings, folders, parts };
  const hasChroma = await startChroma(opening);
  const wired = await wiredConfig(config, hasChroma ? asked.ports.chroma : null);
  const server = await startServer(wired);
  parts.push({ stop: () => server.close() });
  await startOpenWebui(opening, { config: wired, server, hasChroma });
}

async function startChroma({ folders, settings, ...opening }: Opening): Promise<boolean> {
  const command = findProgram('chroma', folders);
  if (command === null) tell(opening.context, MISSING.chroma);
  else await start(chromaProgram(command, settings), opening);
  return command !== null;
}

async function start(
  program: Program,
  { context, parts }: Pick<Opening, 'context' | 'parts'>,
): Promise<void> {
  tell(context, `${program.name} starts (log: ${program.logFile}) …`);
  parts.push(await supervise(program, (line) => tell(context, line), context.signal));
}

/** Our server knows by this secret who asks, and keeps knowledge in Chroma where there is one; what was set stays. */
async function wiredConfig(config: Config, chromaPort: number | null): Promise<Config> {
  const { auth, knowledge, dataDir } = config;
  const secret = auth.forwardedUserSecret ?? (await readOrCreateKey(dataDir, 'user-key')).key;
  const own = chromaPort === null ? null : `http://127.0.0.1:${chromaPort}`;
  const chroma = { ...knowledge.chroma, url: knowledge.chroma.url ?? own };
  return {
    ...config,
    auth: { ...auth, forwardedUserSecret: secret },
    knowledge: { ...knowledge, chroma },
  };
}

interface Wired {
  readonly config: Config;
  readonly server: RunningServer;
  readonly hasChroma: boolean;
}

async function startOpenWebui(opening: Opening, wired: Wired): Promise<void> {
  const { folders, settings, context } = opening;
  const { config, server } = wired;
  const command = findProgram('open-webui', folders);
  if (command === null) {
    tell(context, MISSING.openWebui);
    return tell(context, `\n  xOps         ${server.url}\n\nCtrl-C ends it.`);
  }
  const { key: password } = await readOrCreateKey(config.dataDir, 'webui-password');
  const wiring = await webuiWiring(command, password, wired);
  await start(openWebuiProgram(wiring, settings), opening);
  const url = `http://127.0.0.1:${settings.ports.openWebui}`;
  await connect(url, password, { context, wired });
  tell(context, addresses(url, config, server));
}

async function webuiWiring(
  command: string,
  adminPassword: string,
  { config, server, hasChroma }: Wired,
): Promise<WebuiWiring> {
  const { knowledge, adminKey } = server.services;
  return {
    command,
    adminPassword,
    serverUrl: server.url,
    serverKey: adminKey,
    embeddingModel: (await knowledge.embedder()).id,
    userSecret: config.auth.forwardedUserSecret ?? '',
    sessionSecret: (await readOrCreateKey(config.dataDir, 'webui-session-key')).key,
    chroma: hasChroma,
  };
}

/** By the command itself, so that it is set up as any other Open WebUI. */
async function connect(
  url: string,
  password: string,
  { context, wired }: { readonly context: CommandContext; readonly wired: Wired },
): Promise<void> {
  const { config, server } = wired;
  const openWebui = { ...config.openWebui, apiKey: null, password };
  const readConfig = () => ({ ...config, openWebui });
  const address = ['--url', url, '--server', server.url, '--email', ADMIN_EMAIL];
  // Open WebUI refuses to send events to this machine.
  const parts = ['--guard', '--documents', '--without', 'events'];
  const code = await connectCommand.run([...address, ...parts], { ...context, readConfig });
  if (code !== EXIT_CODES.done)
    tell(context, 'xops connect did not finish: what is left to do stands above.');
}

function addresses(url: string, { dataDir }: Config, server: RunningServer): string {
  const file = (name: string) => path.resolve(dataDir, name);
  return `
  Open WebUI   ${url}
               ${ADMIN_EMAIL}, password in ${file('webui-password')}
  xOps         ${server.url}/dashboard, ${server.url}/admin
               key in ${file('api-key')}, or PIPELINES_API_KEY where that is set

Ctrl-C ends all of it.`;
}

function tell({ terminal }: CommandContext, line: string): void {
  terminal.err(`${line}\n`);
}
