#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { readConfig } from '../config.ts';
import { writeProcessWarnings } from '../telemetry/process-warnings.ts';
import { openAnalysis } from './open-analysis.ts';
import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal.ts';

/** The conventional exit code of a program that Ctrl-C ended: 128 and the signal's number. */
const INTERRUPTED = 130;

const interrupted = new AbortController();
const args = process.argv.slice(2);

// `xops analyzers | head` closes the pipe early, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
writeProcessWarnings((line) => console.error(line));
// The server has its own way to stop.
if (args[0] !== 'serve') process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));

const exitCode = await runCli(args, {
  terminal: processTerminal(),
  signal: interrupted.signal,
  version: readVersion(),
  readConfig: () => readConfig(),
  openAnalysis: () => openAnalysis(readConfig()),
});
if (interrupted.signal.aborted) process.exitCode = INTERRUPTED;
else if (exitCode !== 0) process.exitCode = exitCode;

/** The version of `package.json`, which stands three levels above the compiled file and two above the source. */
function readVersion(): string {
  for (const up of ['../../', '../../../']) {
    const file = new URL(`${up}package.json`, import.meta.url);
    const text = readText(file);
    if (text !== null)
      return Value.Parse(Type.Object({ version: Type.String() }), JSON.parse(text)).version;
  }
  return 'unknown';
}

function readText(file: URL): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
