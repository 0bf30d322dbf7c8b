import type { GroupBy, Parameters } from '../../../../contracts/parameters.ts';
import type { Found, ReadContext } from './found.ts';
import { spanOf } from './found.ts';

const KEY = `["'“]?([A-Za-z][\\w.:/+@-]{0,126}\\w)["'”]?`;
/** "by tag CostCentre", "per tag key cost-centre"; `by tag Team=web` names a value and is a filter. */
const AFTER = new RegExp(
  `\\b(?:by|per|for each) (?:the )?(?:cost[- ]allocation )?tags?(?: key)?:? (?:called |named )?${KEY}(?!\\w| ?[=:])`,
  'dgi',
);
/** "by the CostCentre tag". */
const BEFORE = new RegExp(`\\b(?:by|per|for each) (?:the |our )?${KEY} tag\\b`, 'dgi');
/** Words that go on with the sentence. */
const NO_KEYS = new Set(
  'and or in for of the an this last next during since from to between over on at with without is are was were by per each every any our month months week quarter year today yesterday please value values key keys except excluding until before after top only what which who how cost-allocation allocation cost spend bill'.split(
    ' ',
  ),
);

/** Reads the key of the tag that rows are grouped by, as it is written: "unit cost by tag CostCentre". */
export function readTagKey({ text }: ReadContext): Found<string | null> {
  const named = [...text.original.matchAll(AFTER), ...text.original.matchAll(BEFORE)].filter(
    ([, key = '']) => !NO_KEYS.has(key.toLowerCase()),
  );
  return { value: named[0]?.[1] ?? null, spans: named.map((match) => spanOf(match)), notes: [] };
}

/** The named tag in the place of what else was read: of the cost, or of the cost per unit. */
export function groupedByTag(
  groupBy: GroupBy | null,
  tagKey: string | null,
): Pick<Parameters, 'groupBy' | 'tagKey'> {
  if (tagKey === null) return { groupBy, tagKey };
  return { groupBy: groupBy?.endsWith('unit') === true ? 'tag_unit' : 'tag', tagKey };
}
