import { type Static, Type } from 'typebox';
import { SEVERITIES } from '../../pipeline-server/contracts/parameters.ts';

/** A list of texts; Open WebUI and models need `type` beside `items`. */
function list(description: string) {
  const items = Type.String({ minLength: 1, maxLength: 256 });
  return Type.Array(items, { description, maxItems: 100 });
}

/** Ways of grouping, as models name them. */
const GROUPINGS = [
  'account',
  'region',
  'service',
  'team',
  'environment',
  'unit',
  'team_unit',
  'environment_unit',
  'tag',
  'tag_unit',
  'type',
  'severity',
  'month',
  'day',
] as const;

/** Every parameter that several tools share. A tool takes some of them, and may word them anew. */
export const SCOPE_PARAMETERS = {
  accounts: list(
    'Account names or 12-digit ids; all accounts when left out. list_accounts gives the names.',
  ),
  regions: list('Region codes such as ap-southeast-2; all Regions when left out.'),
  period: Type.String({
    maxLength: 80,
    description:
      'The period in plain words: "last month", "this month", "last 30 days", "Q3 2026", "2026-10", "2026-10-01 to 2026-10-15".',
  }),
  compare_to: Type.String({
    maxLength: 80,
    description: 'The period to compare with, written like period; the one before when left out.',
  }),
  services: list(
    'Services as the bill writes them, e.g. "Amazon Relational Database Service"; cost_by prints them.',
  ),
  resource_types: list('CloudFormation types such as AWS::EC2::Instance.'),
  tags: list('Wanted tags as key=value, e.g. environment=prod.'),
  severities: Type.Array(Type.Enum([...SEVERITIES], { type: 'string' }), {
    description: `Wanted severities: ${SEVERITIES.join(', ')}.`,
    maxItems: SEVERITIES.length,
  }),
  group_by: Type.Enum([...GROUPINGS], {
    type: 'string',
    description: 'Count or sum by this instead of listing.',
  }),
  tag_key: Type.String({
    minLength: 1,
    maxLength: 128,
    description:
      'The key of the cost-allocation tag to group by, e.g. CostCentre; with group_by tag or tag_unit. A key that the bill does not know is answered with those that it knows.',
  }),
  days: Type.Integer({ minimum: 1, maximum: 3650, description: 'A number of days.' }),
  search: Type.String({ minLength: 1, maxLength: 256, description: 'What to look for.' }),
  limit: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 20,
    description: 'Rows in the answer; get_rows gives the rest.',
  }),
};

/** The name of a shared parameter. */
export type ScopeParameter = keyof typeof SCOPE_PARAMETERS;

/** All of them, each optional, for reading arguments that a tool's own schema has accepted. */
export const SCOPE_ARGUMENTS = Type.Partial(Type.Object(SCOPE_PARAMETERS));

/** What a call said of the shared parameters. */
export type ScopeArguments = Static<typeof SCOPE_ARGUMENTS>;
