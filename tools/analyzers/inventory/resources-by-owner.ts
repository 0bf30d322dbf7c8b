import type { ConfigRow } from '../../aws/config-row.ts';
import { type AnalysisRequest, defineAnalyzer, type Row } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumber, ordered } from '../order.ts';
import { counted, RESOURCES, strong } from '../sentence.ts';
import { hasTags, OWNER_KEYS, tagValue } from '../tag-lookup.ts';

/**
 * Resources with an owner. The declared query groups by `tags.value`, which counts the values of all tags of a
 * resource and not those of `Owner` alone: array conditions of Config match across elements. So the tags are read
 * and counted here.
 */
const OWNED =
  "SELECT resourceId, resourceType, accountId, awsRegion, tags WHERE tags.key = 'Owner'";

/** `inv.tags.owner`: how many resources each owner has. */
export const resourcesByOwner = defineAnalyzer<readonly ConfigRow[]>({
  id: 'inv.tags.owner',
  finds: { one: 'resource with an owner', many: 'resources with an owner' },
  columns: [
    column('owner', 'Owner'),
    column('count', 'Resources', 'number'),
    column('accounts', 'In accounts', 'number'),
  ],
  advice: null,
  read: (readers, { parameters }) => readers.config.select(OWNED, parameters),
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

/** Most resources first. Pure. */
export function ownerRows(
  rows: readonly ConfigRow[],
  { entry, parameters }: AnalysisRequest,
): readonly Row[] {
  const owned = rows.filter(({ tags }) => hasTags(tags, parameters.tags));
  const owners = groupedBy(owned, ({ tags }) => tagValue(tags, OWNER_KEYS) ?? '(empty)');
  const counted = [...owners].map(
    ([owner, members]): Row => ({
      id: owner,
      severity: severityOf(entry),
      accountId: null,
      region: null,
      resourceId: null,
      resourceType: null,
      tags: {},
      monthlySaving: null,
      fields: {
        owner,
        count: members.length,
        accounts: new Set(members.map(({ accountId }) => accountId)).size,
      },
      evidence: [...new Set(members.map(({ evidence }) => evidence))],
    }),
  );
  return ordered(counted, byNumber('count'));
}
