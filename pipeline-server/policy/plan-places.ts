import type { JsonValue, Plan, PlannedAction } from '../contracts/plan.ts';

/** Where an action acts: ids of accounts and Regions, by its targets and by its arguments, which are what is executed. */
export interface Places {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

const ARN = /\barn:aws[\w-]*:[\w-]*:([a-z0-9-]*):(\d{12})?:/g;
const ACCOUNT_NAME = /^(?:aws_?)?account(?:_?id)?$/i;
const REGION_NAME = /^(?:aws_?)?region(?:_?name)?$/i;
/** Resources of services without Regions are in none. */
const NO_REGION: ReadonlySet<string> = new Set(['', 'global', 'aws-global']);

/** All places that a plan touches, each once. */
export function placesOf({ actions }: Plan): Places {
  const found = actions.flatMap(placesOfAction);
  return {
    accounts: [...new Set(found.flatMap(({ accounts }) => accounts))],
    regions: [...new Set(found.flatMap(({ regions }) => regions))],
  };
}

function placesOfAction({ targets, arguments: args }: PlannedAction): readonly Places[] {
  const named = targets.map(({ accountId, region, resourceId }) => ({
    accountId: accountId ?? '',
    region: region ?? '',
    resourceId,
  }));
  return [...named, args].flatMap((value) => placesIn(value, ''));
}

function placesIn(value: JsonValue, name: string): readonly Places[] {
  if (typeof value === 'string') return [placesInText(value, name)];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) =>
    placesIn(child, Array.isArray(value) ? name : key),
  );
}

function placesInText(text: string, name: string): Places {
  const arns = text.startsWith('arn:') || text.includes('arn:aws') ? [...text.matchAll(ARN)] : [];
  const accounts = arns.map(([, , account = '']) => account);
  const regions = arns.map(([, region = '']) => region);
  if (ACCOUNT_NAME.test(name)) accounts.push(text);
  if (REGION_NAME.test(name)) regions.push(text);
  return {
    accounts: accounts.filter((account) => account !== ''),
    regions: regions.filter((region) => !NO_REGION.has(region)),
  };
}
