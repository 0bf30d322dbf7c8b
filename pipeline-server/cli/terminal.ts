import { createInterface } from 'node:readline/promises';
import type { WriteStream } from 'node:tty';

/** The terminal as commands see it; tests hand in their own. */
export interface Terminal {
  /** Writes data to the standard output. */
  out(text: string): void;
  /** Writes a message to the standard error. */
  err(text: string): void;
  /** True when a person can type and read. */
  readonly interactive: boolean;
  /** True when messages may overwrite their line. */
  readonly animated: boolean;
  /** True when the standard output shows colours and bold. */
  readonly styled: boolean;
  /** Columns of the standard output. */
  readonly columns: number;
  /** Asks for one line; null at the end of the input. */
  question(prompt: string, signal: AbortSignal): Promise<string | null>;
}

/** Columns where the output is no terminal: wide enough for a table, narrow enough for a page. */
const DEFAULT_COLUMNS = 120;

/** The process's own terminal. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    interactive: stdin.isTTY && stdout.isTTY,
    animated: stderr.isTTY,
    styled: stdout.isTTY && supportsColors(stdout),
    columns: stdout.isTTY ? stdout.columns : DEFAULT_COLUMNS,
    question: askLine,
  };
}

/** Node itself heeds NO_COLOR, FORCE_COLOR and TERM here. */
function supportsColors(stream: WriteStream): boolean {
  return stream.hasColors();
}

async function askLine(prompt: string, signal: AbortSignal): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    lines.once('SIGINT', () => lines.close());
    const ended = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
    return await Promise.race([lines.question(prompt, { signal }), ended]);
  } finally {
    lines.close();
  }
}
