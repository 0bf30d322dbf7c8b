import {
  AnalysisError,
  type Organization,
  type RunContext,
} from '../../pipeline-server/contracts/analysis.ts';
import {
  NO_PARAMETERS,
  type Parameters,
  type Period,
} from '../../pipeline-server/contracts/parameters.ts';
import { oneLine, ToolError } from '../../pipeline-server/contracts/tool.ts';
import { chooseAccounts } from './choose-accounts.ts';
import type { ToolPorts } from './ports.ts';
import type { ScopeArguments } from './scope-parameters.ts';

const LONGEST_VALUE = 60;
const MOST_LISTED = 30;

/**
 * Turns the arguments of a call into an analysis' parameters: account names become ids, words become days.
 * @throws ToolError for an account, Region, period or tag that cannot be meant, with what could be.
 */
export async function readScope(
  args: ScopeArguments,
  ports: Pick<ToolPorts, 'analyzers' | 'clock' | 'readPeriod'>,
  context: RunContext,
): Promise<Parameters> {
  const { accounts: wanted = [], regions = [] } = args;
  const namesPlaces = wanted.length + regions.length > 0;
  const organization = namesPlaces ? await readOrganization(ports, context) : NOTHING_KNOWN;
  return {
    ...NO_PARAMETERS,
    accounts: chooseAccounts(wanted, organization.accounts),
    regions: regions.map((region) => checkRegion(region, organization.regions)),
    period: readPeriod('period', args.period, ports),
    compareTo: readPeriod('compare_to', args.compare_to, ports),
    services: args.services ?? [],
    resourceTypes: args.resource_types ?? [],
    tags: readTags(args.tags ?? []),
    severities: args.severities ?? [],
    groupBy: args.group_by ?? (args.tag_key === undefined ? null : 'tag'),
    tagKey: args.tag_key ?? null,
    days: args.days ?? null,
    search: args.search ?? null,
  };
}

const NOTHING_KNOWN: Organization = { accounts: [], regions: [] };

/** Without the list of accounts, ids still work: the analysis itself says what it could not see. */
async function readOrganization(
  { analyzers }: Pick<ToolPorts, 'analyzers'>,
  context: RunContext,
): Promise<Organization> {
  try {
    return await analyzers.organization(context);
  } catch (error) {
    if (error instanceof AnalysisError && error.code !== 'aborted') return NOTHING_KNOWN;
    throw error;
  }
}

function checkRegion(region: string, known: readonly string[]): string {
  const code = region.toLowerCase();
  if (known.length === 0 || known.includes(code) || code === 'global') return code;
  throw new ToolError('bad-argument', {
    problem: `"${oneLine(region, LONGEST_VALUE)}" is no Region in use here.`,
    remedy: `Regions in use: ${known.slice(0, MOST_LISTED).join(', ')}.`,
  });
}

function readPeriod(
  parameter: string,
  words: string | undefined,
  { readPeriod: read, clock }: Pick<ToolPorts, 'readPeriod' | 'clock'>,
): Period | null {
  if (words === undefined) return null;
  const period = read(words, clock.now());
  if (period !== null && period.start < period.end) return period;
  throw new ToolError('bad-argument', {
    problem: `"${oneLine(words, LONGEST_VALUE)}" is no period that ${parameter} understands.`,
    remedy: 'Write it like "last month", "last 30 days", "2026-10" or "2026-10-01 to 2026-10-15".',
  });
}

function readTags(tags: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(readTag));
}

function readTag(tag: string): readonly [string, string] {
  const [key = '', ...value] = tag.split(/[=:]/);
  const wanted = [key.trim(), value.join('=').trim()] as const;
  if (wanted[0] !== '' && wanted[1] !== '') return wanted;
  throw new ToolError('bad-argument', {
    problem: `"${oneLine(tag, LONGEST_VALUE)}" is no tag.`,
    remedy: 'Write a tag as key=value, e.g. environment=prod.',
  });
}
