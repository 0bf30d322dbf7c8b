import { type Account, AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { CoverageGap } from '../../pipeline-server/contracts/findings.ts';

/** An account and Region to ask. */
export interface AskedPlace {
  readonly account: Account;
  readonly region: string;
}

/** What the places answered, and those that did not. */
interface PlaceAnswers<Answer> {
  readonly answers: readonly Answer[];
  readonly gaps: readonly CoverageGap[];
}

/**
 * Asks every place, for sources that answer for one account and Region only. A place that refuses is a gap.
 * @throws AnalysisError the first one, when no place answered: that is never "nothing found".
 */
export async function askPlaces<Answer>(
  places: readonly AskedPlace[],
  ask: (place: AskedPlace) => Promise<Answer>,
): Promise<PlaceAnswers<Answer>> {
  const settled = await Promise.allSettled(places.map(ask));
  const errors: AnalysisError[] = [];
  const gaps: CoverageGap[] = [];
  const answers = settled.flatMap((each, index) => {
    if (each.status === 'fulfilled') return [each.value];
    const error = gapError(each.reason);
    const place = places[index];
    errors.push(error);
    if (place !== undefined) gaps.push(gapOf(place, error));
    return [];
  });
  const [first] = errors;
  if (answers.length === 0 && first !== undefined) throw first;
  return { answers, gaps: wholeAccounts(gaps, places) };
}

/** Where every place of an account refuses for the same reason, the account does, once. */
function wholeAccounts(
  gaps: readonly CoverageGap[],
  places: readonly AskedPlace[],
): readonly CoverageGap[] {
  const asked = countBy(places.map(({ account }) => account.id));
  const refused = countBy(gaps.map(refusal));
  const told = new Set<string>();
  return gaps.flatMap((gap) => {
    const key = refusal(gap);
    if (refused.get(key) !== asked.get(gap.accountId)) return [gap];
    if (told.has(key)) return [];
    told.add(key);
    return [{ ...gap, region: null }];
  });
}

function refusal({ accountId, reason, detail }: CoverageGap): string {
  return `${accountId} ${reason} ${detail}`;
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Only AWS's refusals are gaps; a cancelled run and a fault of this program end the run. */
function gapError(error: unknown): AnalysisError {
  if (error instanceof AnalysisError && error.code !== 'aborted') return error;
  throw error;
}

function gapOf({ account, region }: AskedPlace, { code, message }: AnalysisError): CoverageGap {
  const reason = code === 'denied' || code === 'throttled' ? code : 'failed';
  return { accountId: account.id, accountName: account.name, region, reason, detail: message };
}
