import path from 'node:path';
import { createEvidenceStore } from '../../tools/reports/evidence-store.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

/** `xops evidence`: what a figure rests on, as AWS answered it. */
export const evidenceCommand: Command = {
  name: 'evidence',
  summary: 'open the answer of AWS behind a figure, by its hash',
  help: `xops evidence show <hash> [--json]

Prints what is kept under a hash that a report, an answer or a finding names, as
JSON: { request, answer } of one AWS API, or the data of a report. The hash is
checked: a file that was changed on the disk is refused.

Answers are kept for evidence.keepDays, in DATA_DIR. One that may hold a secret is
never kept; see docs/reports.md.

  --json   { id, intact, content } on one line`,
  async run(args, { readConfig, terminal }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, id, surplus] = positionals;
    if (verb !== 'show' || id === undefined) throw new UsageError('xops evidence show <hash>.');
    if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
    const content = await readKept(id, readConfig().dataDir);
    const shown = values.json === true ? { id: fullId(id), intact: true, content } : content;
    terminal.out(`${JSON.stringify(shown, null, values.json === true ? 0 : 2)}\n`);
    return EXIT_CODES.done;
  },
};

function fullId(id: string): string {
  const hash = id.replace(/^sha256:/, '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hash)) return `sha256:${hash}`;
  throw new UsageError('A hash has 64 hexadecimal digits, with or without sha256: before them.');
}

async function readKept(id: string, dataDir: string): Promise<unknown> {
  const whole = fullId(id);
  const store = createEvidenceStore(path.join(dataDir, 'evidence'), { now: () => new Date() });
  const kept = await store.read(whole);
  if (kept === null) throw new Error(notKept(whole));
  if (!kept.intact) {
    throw new Error(`the file of ${whole} was changed on the disk: it proves nothing.`);
  }
  const content: unknown = JSON.parse(kept.json);
  return content;
}

function notKept(id: string): string {
  return `nothing is kept under ${id}: it was deleted by the retention, left out because it may hold a secret or there was no room, or evidence.keepAnswers is off.`;
}
