import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Prompt } from './score.ts';

const peerFlags = Type.Object({ presidio: Type.Boolean(), 'detect-secrets': Type.Boolean() });

/** Whether each peer flags a prompt. */
export type PeerFlags = Static<typeof peerFlags>;

const run = promisify(execFile);
const VENV = path.join(homedir(), '.cache', 'xops-sovereignty', 'venv');
const PYTHON = path.join(VENV, 'bin', 'python');

/**
 * Flags of Presidio and detect-secrets for each prompt, in an own virtual environment that is set up when it is missing.
 * @returns a sentence that says why they were not run, where Python is missing or the packages cannot be installed.
 */
export async function runPeers(
  folder: string,
  prompts: readonly Prompt[],
): Promise<readonly PeerFlags[] | string> {
  try {
    await install(path.join(folder, 'requirements.txt'));
    const lines = await pipe(path.join(folder, 'peers.py'), prompts);
    return lines.map((line) => Value.Parse(peerFlags, JSON.parse(line)));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `Presidio and detect-secrets were not run: ${reason}. They need Python 3.10 or newer with the venv module and PyPI.`;
  }
}

/** The stamp holds what was installed, so that a changed pin installs again. */
async function install(requirements: string): Promise<void> {
  const stamp = path.join(VENV, 'requirements.txt');
  const [wanted, installed] = await Promise.all([
    readFile(requirements, 'utf8'),
    readFile(stamp, 'utf8').catch(() => ''),
  ]);
  if (wanted === installed) return;
  console.error(`installing the peers into ${VENV}`);
  await mkdir(path.dirname(VENV), { recursive: true });
  await run('python3', ['-m', 'venv', VENV]);
  await run(
    PYTHON,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements],
    { timeout: 600_000 },
  );
  await copyFile(requirements, stamp);
}

function pipe(script: string, prompts: readonly Prompt[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, [script], { stdio: ['pipe', 'pipe', 'ignore'], timeout: 600_000 });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const lines = output.trimEnd().split('\n');
      if (code === 0 && lines.length === prompts.length) resolve(lines);
      else
        reject(
          new Error(`${path.basename(script)} ended with ${code} after ${lines.length} prompts`),
        );
    });
    child.stdin.on('error', reject);
    child.stdin.end(prompts.map((prompt) => `${JSON.stringify(prompt)}\n`).join(''));
  });
}
