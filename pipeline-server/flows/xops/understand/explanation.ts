import type { Organization } from '../../../contracts/analysis.ts';
import type { AnalyzerSummary } from '../../../contracts/catalogue.ts';
import type { GroupBy, Parameters } from '../../../contracts/parameters.ts';

/** What an explanation is written from. */
export interface Explained {
  readonly titles: readonly string[];
  readonly parameters: Parameters;
  readonly organization: Organization;
  /** What could not be honoured, or was taken in a way that must be said. */
  readonly notes: readonly string[];
}

/** Says in words how a question was understood: "Understood as: Idle EC2 instances, all accounts, last 14 days". */
export function explain({ titles, parameters, organization, notes }: Explained): string {
  const what = titles.map((title) => title.replace(/(?:,? \(?)all accounts\)?/, '')).join(' and ');
  const parts = [what, accountsText(parameters, organization), ...parameterTexts(parameters)];
  const said = parts.filter((part) => part !== '').join(', ');
  const noted = notes.length === 0 ? '' : ` – note: ${[...new Set(notes)].join('; ')}`;
  return `Understood as: ${said}${noted}`;
}

/** Titles of analyzers by id, in the order of the ids. */
export function titlesOf(catalogue: readonly AnalyzerSummary[], ids: readonly string[]): string[] {
  return ids.flatMap((id) => catalogue.find((entry) => entry.id === id)?.title ?? []);
}

function accountsText({ accounts }: Parameters, organization: Organization): string {
  if (accounts.length === 0) return 'all accounts';
  const names = accounts.map(
    (id) => organization.accounts.find((each) => each.id === id)?.name ?? id,
  );
  return accounts.length > 5 ? `${accounts.length} accounts` : `in ${names.join(', ')}`;
}

/** Groupings that are not said by their name. */
const GROUPING_WORDS: Partial<Record<GroupBy, string>> = {
  region: 'by Region',
  unit: 'cost per unit by usage type',
  team_unit: 'cost per unit by team',
  environment_unit: 'cost per unit by environment',
  tag_unit: 'cost per unit by tag',
};

function groupingText(groupBy: GroupBy, tagKey: string | null): string {
  const words = GROUPING_WORDS[groupBy] ?? `by ${groupBy}`;
  return tagKey === null ? words : `${words} ${tagKey}`;
}

function parameterTexts(parameters: Parameters): string[] {
  const { regions, period, compareTo, top, severities, services, resourceTypes } = parameters;
  const { tags, groupBy, tagKey, days, search } = parameters;
  return [
    regions.length === 0 ? '' : `Region ${regions.join(', ')}`,
    services.join(', '),
    resourceTypes.join(', '),
    ...Object.entries(tags).map(([key, value]) => `${key} = ${value}`),
    severities.join(' and '),
    period?.label ?? '',
    compareTo === null ? '' : `compared with ${compareTo.label}`,
    groupBy === null ? '' : groupingText(groupBy, tagKey),
    days === null ? '' : `${days} ${days === 1 ? 'day' : 'days'}`,
    top === null ? '' : `top ${top}`,
    search === null ? '' : `search "${search}"`,
  ];
}
