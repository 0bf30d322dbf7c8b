import type { AnalyzerSummary } from '../contracts/catalogue.ts';
import type { Block } from '../flows/xops/document.ts';
import { lead } from '../flows/xops/document.ts';
import { readArguments, readChoice } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './command.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  domain: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const DOMAINS = ['cost', 'security', 'reliability', 'inventory', 'certificates'] as const;

/** `xops analyzers`: the catalogue. */
export const analyzersCommand: Command = {
  name: 'analyzers',
  summary: 'list the analyzers',
  help: `xops analyzers [--domain D] [--json]

  --domain D   ${DOMAINS.join(', ')}
  --json       an array of {id, title, description, domain, source, computes, reads,
               iamActions, costClass, remediation, runbook, thresholds, …, built}`,
  async run(args, context) {
    const { values } = readArguments(args, OPTIONS);
    const domain =
      values.domain === undefined ? null : readChoice('domain', values.domain, DOMAINS);
    const analysis = await context.openAnalysis();
    const all = analysis.analyzers.list();
    await analysis.close();
    const listed = all.filter((entry) => domain === null || entry.domain === domain);
    const { terminal } = context;
    terminal.out(
      values.json === true
        ? `${JSON.stringify(listed, null, 2)}\n`
        : renderTerminal(toDocument(listed), terminal),
    );
    return EXIT_CODES.done;
  },
};

function toDocument(entries: readonly AnalyzerSummary[]): readonly Block[] {
  const built = entries.filter((entry) => entry.built);
  const known = entries.length - built.length;
  return [
    lead(
      { strong: `${built.length} analyzers are ready` },
      `; ${known} more are known but not built yet.`,
    ),
    {
      kind: 'table',
      columns: ['Id', 'Title', 'Source'].map((title) => ({
        title,
        align: 'left',
        essential: true,
      })),
      rows: built.map((entry) => [entry.id, entry.title, entry.source]),
    },
  ];
}
