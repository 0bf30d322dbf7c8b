import type { GroupBy, Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import type { CostGrouping, CostLine } from '../../aws/cost-reader.ts';
import type { ExactAmount } from '../../aws/exact-amount.ts';
import { groupedBy } from '../group-by.ts';
import type { Noun } from '../sentence.ts';

/** A way of cutting the bill. */
export interface CostCut {
  readonly title: string;
  /** What one and several groups are called within a sentence. */
  readonly noun: Noun;
  readonly grouping: CostGrouping;
  readonly groupBy: GroupBy;
}

const SERVICE: CostCut = {
  title: 'Service',
  noun: { one: 'service', many: 'services' },
  grouping: { dimension: 'SERVICE' },
  groupBy: 'service',
};

const TEAM: CostCut = {
  title: 'Team',
  noun: { one: 'team', many: 'teams' },
  grouping: { tag: 'Team' },
  groupBy: 'team',
};

const ENVIRONMENT: CostCut = {
  title: 'Environment',
  noun: { one: 'environment', many: 'environments' },
  grouping: { tag: 'Environment' },
  groupBy: 'environment',
};

const USAGE_TYPE: CostCut = {
  title: 'Usage type',
  noun: { one: 'usage type', many: 'usage types' },
  grouping: { dimension: 'USAGE_TYPE' },
  groupBy: 'type',
};

const CUTS: Partial<Record<GroupBy, CostCut>> = {
  account: {
    title: 'Account',
    noun: { one: 'account', many: 'accounts' },
    grouping: { dimension: 'LINKED_ACCOUNT' },
    groupBy: 'account',
  },
  region: {
    title: 'Region',
    noun: { one: 'Region', many: 'Regions' },
    grouping: { dimension: 'REGION' },
    groupBy: 'region',
  },
  team: TEAM,
  environment: ENVIRONMENT,
  type: USAGE_TYPE,
  unit: { ...USAGE_TYPE, groupBy: 'unit' },
  team_unit: { ...TEAM, groupBy: 'team_unit' },
  environment_unit: { ...ENVIRONMENT, groupBy: 'environment_unit' },
  service: SERVICE,
};

/** Groupings that Cost Explorer answers. */
export const COST_GROUPINGS: readonly GroupBy[] = [
  'account',
  'region',
  'team',
  'environment',
  'type',
  'service',
];

/** Groupings with quantities: each usage type, or each value of a tag, in each unit of usage. */
export const UNIT_GROUPINGS: readonly GroupBy[] = [
  'unit',
  'team_unit',
  'environment_unit',
  'tag_unit',
];

/** By the values of any cost-allocation tag. */
function tagCut(key: string, groupBy: GroupBy): CostCut {
  const noun = { one: `value of the tag ${key}`, many: `values of the tag ${key}` };
  return { title: key, noun, grouping: { tag: key }, groupBy };
}

/** How the bill is cut for a question: as it says, else by service. */
export function costCut({ groupBy, tagKey }: Parameters): CostCut {
  if (tagKey !== null && (groupBy === 'tag' || groupBy === 'tag_unit')) {
    return tagCut(tagKey, groupBy);
  }
  return (groupBy === null ? undefined : CUTS[groupBy]) ?? SERVICE;
}

/** Cost of one group. */
export interface GroupCost {
  readonly key: string;
  readonly cost: ExactAmount;
  readonly evidence: readonly string[];
}

/** Exact sums by the first group key. */
export function costByKey(lines: readonly CostLine[]): readonly GroupCost[] {
  return [...groupedBy(lines, ({ keys }) => keys[0] ?? '')].map(([key, members]) => ({
    key,
    cost: members.reduce((sum, { cost }) => sum + cost, 0n),
    evidence: [...new Set(members.map(({ evidence }) => evidence))],
  }));
}

/** What a group is called: an account by its id (its name is added later), an empty tag by words. */
export function groupName(key: string, { groupBy, title }: CostCut): string {
  if (key === '' || key === 'NoRegion') return groupBy === 'region' ? 'no Region' : `(no ${title})`;
  return key;
}

/** The place fields of a group's row. */
export function groupPlace(key: string, { groupBy }: CostCut) {
  return {
    accountId: groupBy === 'account' && /^\d{12}$/.test(key) ? key : null,
    region: groupBy === 'region' && key.includes('-') ? key : null,
  };
}

/** The currency of an answer; a payer is billed in one. */
export function currencyOf(lines: readonly CostLine[]): string {
  return lines[0]?.currency ?? 'USD';
}
