import { csvOf } from '../../tools/reports/csv.ts';
import type { Organization, RunContext } from '../contracts/analysis.ts';
import type { GroupBy, Parameters, Period } from '../contracts/parameters.ts';
import { NO_PARAMETERS } from '../contracts/parameters.ts';
import type { AnalysisResult } from '../contracts/results.ts';
import { hasFailedGaps } from '../flows/xops/analyse.ts';
import type { Block } from '../flows/xops/document.ts';
import { lead, list } from '../flows/xops/document.ts';
import { explain } from '../flows/xops/explain.ts';
import { tableBlocks } from '../flows/xops/present.ts';
import { coverageFact, receiptFact, sourcesFact } from '../flows/xops/present-facts.ts';
import { writeSentence } from '../flows/xops/write-sentence.ts';
import { isPriceAgreed } from './agree-to-price.ts';
import { readArguments, readChoice, readCount, suggest } from './arguments.ts';
import type { Analysis, Command, CommandContext } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { createProgressLine } from './progress-line.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  account: { type: 'string', multiple: true },
  region: { type: 'string', multiple: true },
  since: { type: 'string' },
  top: { type: 'string' },
  'by-tag': { type: 'string' },
  'per-unit': { type: 'boolean' },
  yes: { type: 'boolean' },
  format: { type: 'string', default: 'table' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const FORMATS = ['table', 'json', 'csv'] as const;

/** `xops analyze`: one analyzer by its id. */
export const analyzeCommand: Command = {
  name: 'analyze',
  summary: 'run one analyzer by its id',
  help: `xops analyze <id> [options]

  --account NAME|ID   only this account; may be given several times
  --region CODE       only this Region; may be given several times
  --since YYYY-MM-DD  the period from this day to today
  --top N             only the first N rows
  --by-tag KEY        costs by the values of this cost-allocation tag
  --per-unit          what a unit of usage cost, by usage type or with --by-tag
  --yes               ask AWS whatever it costs, within the limits
  --format F          table (default), json or csv
  --json              the same as --format json: {analyzer, findings, coverage, receipt}`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [id, surplus] = positionals;
    if (id === undefined) throw new UsageError('Give an analyzer id; "xops analyzers" lists them.');
    if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
    const format = values.json === true ? 'json' : readChoice('format', values.format, FORMATS);
    const wanted: Wanted = {
      accounts: values.account ?? [],
      regions: values.region ?? [],
      since: values.since ?? null,
      top: readCount('top', values.top),
      tagKey: values['by-tag'] ?? null,
      perUnit: values['per-unit'] === true,
    };
    const analysis = await context.openAnalysis();
    try {
      requireKnown(id, analysis);
      const asked = { ids: [id], yes: values.yes === true };
      if (!isPriceAgreed(analysis, asked, context)) return EXIT_CODES['needs-approval'];
      const result = await runOne({ id, wanted, analysis, context });
      context.terminal.out(render(result, format, context));
      return hasFailedGaps([result]) ? EXIT_CODES.partial : EXIT_CODES.done;
    } finally {
      await analysis.close();
    }
  },
};

interface Wanted {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly since: string | null;
  readonly top: number | null;
  readonly tagKey: string | null;
  readonly perUnit: boolean;
}

interface Run {
  readonly id: string;
  readonly wanted: Wanted;
  readonly analysis: Analysis;
  readonly context: CommandContext;
}

async function runOne({ id, wanted, analysis, context }: Run): Promise<AnalysisResult> {
  const progress = createProgressLine(context.terminal);
  const run: RunContext = {
    signal: context.signal,
    identity: 'cli',
    report: (step) => step.type === 'step' && progress.show(step.description),
  };
  try {
    const parameters = await readParameters(wanted, analysis, run);
    return await analysis.analyzers.run(id, parameters, run);
  } finally {
    progress.clear();
  }
}

function requireKnown(id: string, { analyzers }: Analysis): void {
  const ids = analyzers.list().map((entry) => entry.id);
  if (ids.includes(id)) return;
  const nearest = suggest(id, ids);
  throw new UsageError(
    `Unknown analyzer "${id}". ${nearest === null ? '"xops analyzers" lists them.' : `Did you mean ${nearest}?`}`,
  );
}

async function readParameters(
  wanted: Wanted,
  analysis: Analysis,
  run: RunContext,
): Promise<Parameters> {
  const named = wanted.accounts.length > 0 || wanted.regions.length > 0;
  const organization = named ? await analysis.analyzers.organization(run) : null;
  return {
    ...NO_PARAMETERS,
    accounts: wanted.accounts.map((name) => accountId(name, organization)),
    regions: wanted.regions.map((code) => regionCode(code, organization)),
    period: wanted.since === null ? null : periodSince(wanted.since, analysis.clock.now()),
    top: wanted.top,
    groupBy: groupingOf(wanted),
    tagKey: wanted.tagKey,
  };
}

function groupingOf({ tagKey, perUnit }: Wanted): GroupBy | null {
  if (tagKey === null) return perUnit ? 'unit' : null;
  return perUnit ? 'tag_unit' : 'tag';
}

function accountId(name: string, organization: Organization | null): string {
  const accounts = organization?.accounts ?? [];
  const found = accounts.find(
    (account) => account.id === name || account.name.toLowerCase() === name.toLowerCase(),
  );
  if (found !== undefined) return found.id;
  throw unknownName(
    'account',
    name,
    accounts.map((account) => account.name),
  );
}

function regionCode(code: string, organization: Organization | null): string {
  const regions = organization?.regions ?? [];
  if (regions.includes(code)) return code;
  throw unknownName('Region', code, regions);
}

function unknownName(what: string, name: string, known: readonly string[]): UsageError {
  const nearest = suggest(name, known);
  const hint =
    nearest === null ? `Known: ${known.slice(0, 20).join(', ')}.` : `Did you mean ${nearest}?`;
  return new UsageError(`Unknown ${what} "${name}". ${hint}`);
}

function periodSince(since: string, now: Date): Period {
  const start = new Date(`${since}T00:00:00Z`);
  const isDay = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(since);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(since) || !isDay) {
    throw new UsageError(`--since takes a day as YYYY-MM-DD, not "${since}".`);
  }
  const end = now.toISOString().slice(0, 10);
  if (since >= end) throw new UsageError(`--since has to be a day before today, ${end}.`);
  return { start: since, end, label: `since ${since}` };
}

function render(
  result: AnalysisResult,
  format: (typeof FORMATS)[number],
  { terminal }: CommandContext,
): string {
  switch (format) {
    case 'csv':
      return csvOf([result]);
    case 'json':
      return `${JSON.stringify(toJson(result), null, 2)}\n`;
    case 'table':
      return renderTerminal(toDocument(result), terminal);
  }
}

function toJson({ analyzer, findings, coverage, receipt }: AnalysisResult) {
  return { analyzer, findings, coverage, receipt };
}

function toDocument(result: AnalysisResult): readonly Block[] {
  const style = { currencyDecimals: 2 };
  const { statements } = explain({ results: [result], recommendations: [] }, style);
  const page = { offset: 0, rows: result.findings.length };
  const facts = [
    coverageFact(result.coverage),
    sourcesFact(result.receipt),
    receiptFact(result.receipt),
  ];
  return [
    ...statements.map(({ text }) => lead(...text, '.')),
    ...(result.findings.length === 0 ? [] : tableBlocks(result, page, style)),
    ...list(result.notes.map((note) => writeSentence(note, style))),
    { kind: 'facts', facts },
  ];
}
