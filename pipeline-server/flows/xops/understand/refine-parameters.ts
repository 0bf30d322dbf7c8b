import type { AnalyzerSummary } from '../../../contracts/catalogue.ts';
import type { Parameters, Period } from '../../../contracts/parameters.ts';
import roles from './lexicon/roles.json' with { type: 'json' };
import services from './lexicon/services.json' with { type: 'json' };

interface ServiceNames {
  readonly service: string;
  readonly type: string;
}

const names: Readonly<Record<string, ServiceNames>> = services;
const takers: ReadonlySet<string> = new Set(roles.takesResource);
const DAY_MS = 86_400_000;

/** Adds what depends on the analyzer: billing names, resource types, thresholds; drops what it cannot mean. */
export function refineParameters(
  parameters: Parameters,
  analyzer: AnalyzerSummary | undefined,
  features: readonly string[],
): Parameters {
  if (analyzer === undefined) return parameters;
  const named = features.flatMap((feature) => names[feature] ?? []);
  const billed = analyzer.domain === 'cost' && takers.has(analyzer.id);
  const typed = analyzer.domain !== 'cost' && takers.has(analyzer.id);
  return withThreshold(
    {
      ...parameters,
      services: billed ? filled(named.map((name) => name.service)) : [],
      resourceTypes: typed ? filled(named.map((name) => name.type)) : [],
      severities: analyzer.domain === 'security' ? parameters.severities : [],
    },
    analyzer,
  );
}

/** Certificates look ahead ("this week" is 7 days), new resources look back: both need days beside a period. */
function withThreshold(parameters: Parameters, analyzer: AnalyzerSummary): Parameters {
  const { period, days } = parameters;
  if (period === null || days !== null) return parameters;
  if (analyzer.domain === 'certificates') {
    return { ...parameters, period: null, days: aheadDays(period) };
  }
  return analyzer.id === 'inv.new.resources'
    ? { ...parameters, days: lengthOf(period) }
    : parameters;
}

function aheadDays({ label }: Period): number | null {
  if (/week/.test(label)) return 7;
  if (/month|day/.test(label)) return /month/.test(label) ? 30 : 1;
  return /quarter/.test(label) ? 90 : null;
}

function lengthOf({ start, end }: Period): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / DAY_MS);
}

function filled(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}
