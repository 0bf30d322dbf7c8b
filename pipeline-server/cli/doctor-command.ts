import type { Block } from '../flows/xops/document.ts';
import { lead, list } from '../flows/xops/document.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './command.ts';
import { runChecks } from './doctor-checks.ts';
import type { Finding } from './doctor-finding.ts';
import { checkEgress } from './doctor-models.ts';
import { ACCESS_OPTIONS } from './open-webui-access.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  ...ACCESS_OPTIONS,
  egress: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const;

/** `xops doctor`: checks everything that the product needs on this machine and says what to do. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check this installation and say what to do',
  help: `xops doctor [--url <Open WebUI>] [--server <this server>]
            [--token-file <file> | --email <admin> [--password-stdin]]
            [--egress] [--json]

Checks Node, the settings, the data directory and its disk, Chroma, the API key, the
port, the clock, and with a real call the AWS source, the member role and each route to
models. Where Open WebUI is known (--url or OPEN_WEBUI_URL), its version, and with the
credentials of an admin, as xops connect takes them, every trap between the two that can
be seen from outside. Nothing is changed. Exit code 1 when a check failed.

  --egress   only what the gateway may connect to, and a try to connect elsewhere
  --json     an array of {id, check, state, detail, remedy}`,
  async run(args, context) {
    const { values } = readArguments(args, OPTIONS);
    const findings =
      values.egress === true
        ? await checkEgress(context.readConfig())
        : await runChecks(context, values);
    const { terminal } = context;
    terminal.out(
      values.json === true
        ? `${JSON.stringify(findings, null, 2)}\n`
        : renderTerminal(toDocument(findings), terminal),
    );
    return findings.some(({ state }) => state === 'failed') ? EXIT_CODES.failed : EXIT_CODES.done;
  },
};

function toDocument(findings: readonly Finding[]): readonly Block[] {
  const failed = findings.filter(({ state }) => state === 'failed').length;
  return [
    lead({
      strong:
        failed === 0
          ? 'Everything needed works.'
          : `${failed} of ${findings.length} checks failed.`,
    }),
    ...list(
      findings.map(({ check, state, detail, remedy }) => [
        `${MARKS[state]} `,
        { strong: check },
        `: ${detail}`,
        ...(remedy === null ? [] : [` → ${remedy}`]),
      ]),
    ),
  ];
}
