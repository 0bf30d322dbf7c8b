import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { Parameters } from '../../pipeline-server/contracts/parameters.ts';
import type { Readers } from '../aws/readers.ts';
import type { AnalysisRequest, Analyzer } from './analyzer.ts';
import { addMonths, dayOf, monthStart } from './periods.ts';

/** How far back keys are looked for. */
const MONTHS = 12;
const LISTED_AT_MOST = 30;
const LONGEST_KEY = 60;

/**
 * The parameters with the tag's key as the bill spells it ("costcentre" is `CostCentre`); a paid request where a tag is
 * named. Without a key where the analyzer does not group by tags: it says so itself.
 *
 * @throws AnalysisError `bad-parameter` for a key that Cost Explorer does not know, with those that it knows.
 */
export async function withTagKey(
  { costSettings }: Pick<Readers, 'costSettings'>,
  { groupings }: Pick<Analyzer, 'groupings'>,
  { parameters, now }: Pick<AnalysisRequest, 'parameters' | 'now'>,
): Promise<Parameters> {
  const { tagKey, groupBy } = parameters;
  if (tagKey === null || groupBy === null) return parameters;
  if (!groupings.includes(groupBy)) return { ...parameters, tagKey: null };
  const start = addMonths(monthStart(now), -MONTHS);
  const keys = await costSettings.tagKeys({ start, end: dayOf(now) });
  return { ...parameters, tagKey: spelledKey(tagKey, keys) };
}

/** Exactly so, or the only one that differs in case and separators. Pure. */
export function spelledKey(wanted: string, keys: readonly string[]): string {
  if (keys.includes(wanted)) return wanted;
  const [found, ...others] = keys.filter((key) => plain(key) === plain(wanted));
  if (found === undefined) throw unknownKey(wanted, keys);
  if (others.length > 0) throw ambiguousKey(wanted, [found, ...others]);
  return found;
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[\s_.-]/g, '');
}

function unknownKey(wanted: string, keys: readonly string[]): AnalysisError {
  const known = keys.length === 0 ? 'It knows none.' : `It knows ${listed(keys)}.`;
  return bad(
    `Cost Explorer knows no tag "${short(wanted)}". ${known} A tag is on the bill from about a day after it was activated for cost allocation.`,
  );
}

function ambiguousKey(wanted: string, keys: readonly string[]): AnalysisError {
  return bad(
    `Several tags are spelled like "${short(wanted)}": ${listed(keys)}. Write one exactly.`,
  );
}

function listed(keys: readonly string[]): string {
  const shown = keys.slice(0, LISTED_AT_MOST).map(short).join(', ');
  return keys.length > LISTED_AT_MOST ? `${shown} and ${keys.length - LISTED_AT_MOST} more` : shown;
}

function short(key: string): string {
  return key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key;
}

function bad(message: string): AnalysisError {
  return new AnalysisError('bad-parameter', message);
}
