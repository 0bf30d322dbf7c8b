import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { byNumber, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, RESOURCES, strong } from '../sentence.ts';
import { hasTags, OWNER_KEYS, tagValue } from '../tag-lookup.ts';
import { totalRow } from '../total-row.ts';

/**
 * Resources with an owner. The declared query groups by `tags.value`, which counts the values of all tags of a
 * resource and not those of `Owner` alone: array conditions of Config match across elements. So the tags are read
 * and counted here.
 */
const OWNED =
  "SELECT resourceId, resourceType, accountId, awsRegion, tags WHERE tags.key = 'Owner'";

/** `inv.tags.owner`: how many resources each owner has. */
export const resourcesByOwner = defineAnalyzer<ReadonlyMap<string, Owned>>({
  id: 'inv.tags.owner',
  finds: { one: 'resource with an owner', many: 'resources with an owner' },
  columns: [
    column('owner', 'Owner'),
    column('count', 'Resources', 'number'),
    column('accounts', 'In accounts', 'number'),
  ],
  advice: null,
  read: countOwned,
  rows: ownerRows,
  summarise: (rows, _data, { entry: { source } }) => {
    const resources = rows.reduce((sum, { fields }) => sum + Number(fields['count']), 0);
    const figure = { kind: 'number', source } as const;
    return {
      headlines: [
        { label: 'Owners', value: rows.length, ...figure },
        { label: 'Resources with an owner', value: resources, ...figure },
      ],
      sentence:
        rows.length === 0
          ? undefined
          : [
              strong(...counted(resources, RESOURCES)),
              ` belong${resources === 1 ? 's' : ''} to `,
              strong(...counted(rows.length, { one: 'owner', many: 'owners' })),
            ],
      notes: ['Resources without the tag Owner are not in this table.'],
      chart: barChart(
        rows.map(({ id, fields }) => ({ label: id, value: Number(fields['count']) })),
        { title: 'Resources by owner', unit: 'resources', name: 'Resources' },
      ),
    };
  },
});

/** What belongs to an owner. */
interface Owned {
  count: number;
  readonly accounts: Set<string | null>;
  readonly evidence: Set<string>;
}

/** Counts resources as they arrive; none is kept. */
async function countOwned(
  readers: Readers,
  { parameters }: AnalysisRequest,
): Promise<ReadonlyMap<string, Owned>> {
  const owners = new Map<string, Owned>();
  for await (const rows of readers.config.stream(OWNED, parameters)) {
    for (const { tags, accountId, evidence } of rows) {
      if (!hasTags(tags, parameters.tags)) continue;
      const owner = tagValue(tags, OWNER_KEYS) ?? '(empty)';
      const owned = owners.get(owner) ?? { count: 0, accounts: new Set(), evidence: new Set() };
      owners.set(owner, owned);
      owned.count += 1;
      owned.accounts.add(accountId);
      owned.evidence.add(evidence);
    }
  }
  return owners;
}

/** Most resources first. Pure. */
function ownerRows(owners: ReadonlyMap<string, Owned>, { entry }: AnalysisRequest): readonly Row[] {
  const rows = [...owners].map(([owner, { count, accounts, evidence }]) =>
    totalRow({
      id: owner,
      severity: severityOf(entry),
      fields: { owner, count, accounts: accounts.size },
      evidence: [...evidence],
    }),
  );
  return ordered(rows, byNumber('count'));
}
