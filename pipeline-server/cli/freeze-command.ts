import { userInfo } from 'node:os';
import { stopExecutions } from '../approvals/create-approvals.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withLedger } from './open-ledger.ts';

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

/** `xops freeze`: stops everything that is executed, at once. */
export const freezeCommand: Command = {
  name: 'freeze',
  summary: 'stop all executions at once, or let them go on',
  help: `xops freeze on "<reason>"
xops freeze off
xops freeze status [--json]

While it is on, nothing that was approved is executed; what runs stops before its next
action. Requests can still be made and decided on. Planned times stand in the settings
(approvals.freezes). Both are written into the audit log.`,
  async run(args, { readConfig, terminal }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, reason, surplus] = positionals;
    if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
    return await withLedger(readConfig(), async ({ store }) => {
      const at = new Date().toISOString();
      const by = `operator:${userInfo().username}`;
      if (verb === 'on') {
        if (reason === undefined) throw new UsageError('xops freeze on "<reason>": say why.');
        await stopExecutions({ by, reason, at }, { by, at, store });
      } else if (verb === 'off') {
        await stopExecutions(null, { by, at, store });
      } else if (verb !== 'status') {
        throw new UsageError('xops freeze on, off or status.');
      }
      const stop = await store.readStop();
      const words =
        stop === null
          ? 'Nothing is stopped.'
          : `Stopped by ${stop.by} since ${stop.at}: ${stop.reason}`;
      terminal.out(values.json === true ? `${JSON.stringify(stop)}\n` : `${words}\n`);
      return EXIT_CODES.done;
    });
  },
};
