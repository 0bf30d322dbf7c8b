import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { TerraformError } from './terraform-error.ts';

/** Parts of Terraform's JSON that are read; what else stands there is left alone. */
const CHANGE = Type.Object({
  actions: Type.Array(Type.String()),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
  after_unknown: Type.Optional(Type.Unknown()),
  before_sensitive: Type.Optional(Type.Unknown()),
  after_sensitive: Type.Optional(Type.Unknown()),
  replace_paths: Type.Optional(Type.Unknown()),
  importing: Type.Optional(Type.Unknown()),
});

const RESOURCE_CHANGE = Type.Object({
  address: Type.String(),
  previous_address: Type.Optional(Type.String()),
  deposed: Type.Optional(Type.String()),
  mode: Type.String(),
  type: Type.String(),
  provider_name: Type.Optional(Type.String()),
  action_reason: Type.Optional(Type.String()),
  change: CHANGE,
});

const OUTPUT_VALUE = Type.Object({
  sensitive: Type.Optional(Type.Boolean()),
  value: Type.Optional(Type.Unknown()),
});

const STATE = Type.Object({
  values: Type.Optional(
    Type.Object({
      outputs: Type.Optional(Type.Record(Type.String(), OUTPUT_VALUE)),
      root_module: Type.Optional(Type.Unknown()),
    }),
  ),
});

const PLAN = Type.Object({
  format_version: Type.String({ pattern: '^1\\.' }),
  terraform_version: Type.String({ pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+[-+.0-9A-Za-z]*$' }),
  timestamp: Type.Optional(Type.String()),
  variables: Type.Optional(
    Type.Record(Type.String(), Type.Object({ value: Type.Optional(Type.Unknown()) })),
  ),
  resource_changes: Type.Optional(Type.Array(RESOURCE_CHANGE)),
  resource_drift: Type.Optional(Type.Array(RESOURCE_CHANGE)),
  output_changes: Type.Optional(Type.Record(Type.String(), CHANGE)),
  planned_values: Type.Optional(Type.Unknown()),
  prior_state: Type.Optional(STATE),
  configuration: Type.Optional(Type.Unknown()),
  complete: Type.Optional(Type.Boolean()),
  errored: Type.Optional(Type.Boolean()),
  action_invocations: Type.Optional(Type.Unknown()),
  deferred_changes: Type.Optional(Type.Unknown()),
  deferred_action_invocations: Type.Optional(Type.Unknown()),
});

const RESOURCE = Type.Object({
  address: Type.String(),
  mode: Type.String(),
  values: Type.Optional(Type.Unknown()),
  sensitive_values: Type.Optional(Type.Unknown()),
});

const MODULE = Type.Object({
  resources: Type.Optional(Type.Array(RESOURCE)),
  child_modules: Type.Optional(Type.Array(Type.Unknown())),
});

const PULLED = Type.Object({
  lineage: Type.String(),
  serial: Type.Integer({ minimum: 0 }),
});

/** What `terraform show -json` prints of a saved plan (format 1). @see https://developer.hashicorp.com/terraform/internals/json-format */
export type PlanDocument = Static<typeof PLAN>;
/** One change of a resource. */
export type ResourceChange = Static<typeof RESOURCE_CHANGE>;
/** A resource as the state has it. */
export type StateResource = Static<typeof RESOURCE>;
/** What tells states apart: its lineage, and a number that grows with every write. */
export type StateVersion = Static<typeof PULLED>;

/** @throws when it is not what Terraform prints of a saved plan. */
export function parsePlan(text: string): PlanDocument {
  return parse(PLAN, text, 'terraform show -json');
}

/** Null for a state that was never written. @throws when it is not a state. */
export function parseStateVersion(text: string): StateVersion | null {
  if (text.trim() === '') return null;
  const { lineage, serial } = parse(PULLED, text, 'terraform state pull');
  return { lineage, serial };
}

/** All resources of a module and of the modules in it. */
export function resourcesOf(module: unknown): readonly StateResource[] {
  if (!Value.Check(MODULE, module)) return [];
  return [...(module.resources ?? []), ...(module.child_modules ?? []).flatMap(resourcesOf)];
}

function parse<Schema extends TSchema>(schema: Schema, text: string, from: string): Static<Schema> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TerraformError(`What ${from} printed is no JSON.`);
  }
  if (!Value.Check(schema, value)) {
    throw new TerraformError(`What ${from} printed is of another form than this version can read.`);
  }
  return value;
}
