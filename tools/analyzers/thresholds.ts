import { closest } from 'fastest-levenshtein';
import type { Threshold } from '../../pipeline-server/contracts/catalogue.ts';
import type { Parameters } from '../../pipeline-server/contracts/parameters.ts';
import type { AnalysisRequest } from './analyzer.ts';
import { DETAILS } from './details.ts';

/** Thresholds as the settings have them: by analyzer, then by name. */
export type ThresholdSettings = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The thresholds of an analyzer, with the values that count. */
export function thresholdsOf(id: string, settings: ThresholdSettings): readonly Threshold[] {
  const set = settings[id] ?? {};
  return Object.entries(DETAILS.get(id)?.thresholds ?? {}).map(([name, threshold]) => ({
    name,
    ...threshold,
    value: set[name] ?? threshold.default,
  }));
}

/** The parameters with the settings' days, where the question names none. */
export function withSetDays(
  parameters: Parameters,
  id: string,
  settings: ThresholdSettings,
): Parameters {
  const days = settings[id]?.['days'];
  return parameters.days === null && days !== undefined ? { ...parameters, days } : parameters;
}

/** The values that count, by name: what a request carries. */
export function thresholdValues(
  id: string,
  settings: ThresholdSettings = {},
): AnalysisRequest['thresholds'] {
  return Object.fromEntries(thresholdsOf(id, settings).map(({ name, value }) => [name, value]));
}

/** One threshold of the analyzer that is run. @throws Error when details.json does not declare it. */
export function thresholdOf(
  { entry, thresholds }: Pick<AnalysisRequest, 'entry' | 'thresholds'>,
  name: string,
): number {
  const value = thresholds[name];
  if (value === undefined) throw new Error(`${entry.id} declares no threshold "${name}"`);
  return value;
}

/** Says which thresholds an answer was made with: "Thresholds: amount 10 USD, percent 20 % (setting analyzers.cost.mom)". */
export function thresholdNote(
  id: string,
  thresholds: AnalysisRequest['thresholds'],
  { days }: Parameters,
): readonly string[] {
  const used = Object.entries(DETAILS.get(id)?.thresholds ?? {}).map(
    ([name, { unit, ...each }]) => {
      const set = thresholds[name] ?? each.default;
      const value = unit === 'days' ? (days ?? set) : set;
      return { name, words: `${value} ${value === 1 ? unit.replace(/s$/, '') : unit}` };
    },
  );
  const [only, ...more] = used;
  if (only === undefined) return [];
  const words =
    more.length === 0 ? only.words : used.map((each) => `${each.name} ${each.words}`).join(', ');
  return [`Threshold${more.length === 0 ? '' : 's'}: ${words} (setting analyzers.${id}).`];
}

/** What is wrong with the settings of thresholds, one line each; empty when nothing is. */
export function thresholdProblems(settings: ThresholdSettings): readonly string[] {
  return Object.entries(settings).flatMap(([id, values]) => {
    if (!DETAILS.has(id)) {
      const near = closest(id.slice(0, 80), [...DETAILS.keys()]);
      return [`analyzers.${id}: there is no such analyzer. Nearest: ${near}.`];
    }
    return Object.entries(values).flatMap(([name, value]) => problemOf(id, name, value));
  });
}

function problemOf(id: string, name: string, value: number): readonly string[] {
  const known = DETAILS.get(id)?.thresholds ?? {};
  const threshold = known[name];
  const path = `analyzers.${id}.${name}`;
  if (threshold === undefined) {
    const names = Object.keys(known);
    const all =
      names.length > 1 ? `${names.join(', ')}; nearest: ${closest(name, names)}` : names[0];
    return [`${path}: is no threshold of this analyzer. It has: ${all ?? 'none'}.`];
  }
  const { type, minimum, maximum, unit } = threshold;
  const fits = type === 'number' || Number.isInteger(value);
  if (fits && value >= minimum && value <= maximum) return [];
  const wanted = type === 'number' ? 'number' : 'whole number';
  return [`${path}: ${value} is not a ${wanted} of ${unit} from ${minimum} to ${maximum}.`];
}
