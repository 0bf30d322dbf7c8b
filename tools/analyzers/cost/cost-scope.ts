import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import type { Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import { whereAll, whereDimension, whereTag } from '../../aws/cost-filter.ts';
import type { CostQuery } from '../../aws/cost-reader.ts';
import { ENVIRONMENT_KEYS, spellingsOf } from '../tag-lookup.ts';

/** Record types that are not spending: they would hide what was used, or add what nobody can change. */
export const CREDIT_TYPES = ['Credit', 'Refund'];
export const TAX_TYPE = 'Tax';

/** Tag keys as they are usually activated for cost allocation, by plain word. Keys are case-sensitive on the bill. */
const COST_TAG_KEYS: Readonly<Record<string, string>> = {
  team: 'Team',
  owner: 'Owner',
  application: 'Application',
  costcentre: 'CostCentre',
  costcenter: 'CostCenter',
  ...Object.fromEntries(ENVIRONMENT_KEYS.map((key) => [key, 'Environment'])),
};

type Filter = CostQuery['filter'];

/** The filter for accounts, Regions, services and tags; null when nothing was narrowed. */
export function costFilter(parameters: Parameters): Filter {
  return whereAll(conditions(parameters));
}

/** The same, without credits, refunds and tax. */
export function spendFilter(parameters: Parameters): Filter {
  const reductions = whereDimension('RECORD_TYPE', [...CREDIT_TYPES, TAX_TYPE]);
  return whereAll([...conditions(parameters), reductions === null ? null : { Not: reductions }]);
}

function conditions(parameters: Parameters): readonly Filter[] {
  return [
    whereDimension('LINKED_ACCOUNT', parameters.accounts),
    whereDimension('REGION', parameters.regions),
    whereDimension('SERVICE', parameters.services),
    ...Object.entries(parameters.tags).map(([key, value]) =>
      whereTag(costTagKey(key), spellingsOf(value)),
    ),
  ];
}

/** The tag key as the bill spells it, as far as that is known. */
function costTagKey(key: string): string {
  return COST_TAG_KEYS[key.toLowerCase().replace(/[-_ ]/g, '')] ?? key;
}

/** What was asked for, and the accounts by name. */
interface AskedScope {
  readonly parameters: Parameters;
  readonly accounts: readonly Account[];
}

/** Names in one title or sentence. */
const NAMED_AT_MOST = 3;

/** What a question narrowed the bill to, by name: `payments-prod, Amazon RDS`; empty for the whole bill. */
function scopeNames({ parameters, accounts }: AskedScope): string {
  const names = [
    ...parameters.accounts.map((id) => accounts.find((account) => account.id === id)?.name ?? id),
    ...parameters.services,
    ...parameters.regions,
    ...Object.entries(parameters.tags).map(([key, value]) => `${key} ${value}`),
  ];
  const more = names.length > NAMED_AT_MOST ? ' and others' : '';
  return names.slice(0, NAMED_AT_MOST).join(', ') + more;
}

/** A title with what the bill was narrowed to. */
export function scopedTitle(title: string, scope: AskedScope): string {
  const names = scopeNames(scope);
  return names === '' ? title : `${title}, ${names}`;
}

/** ` for payments-prod`, as it goes on in a sentence; nothing for the whole bill. */
export function forScope(scope: AskedScope): string {
  const names = scopeNames(scope);
  return names === '' ? '' : ` for ${names}`;
}
