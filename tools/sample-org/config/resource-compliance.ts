import type { ExtraKind, Where } from '../extend-world.ts';
import type { Control } from '../securityhub/controls/control.ts';
import { CONTROLS, controlsOf } from '../securityhub/controls/controls.ts';
import { hashOf } from '../world/random.ts';
import { resourceIn } from '../world/resource-kind.ts';
import type { Cell, JsonObject, Resource, World } from '../world/types.ts';

const TYPE = 'AWS::Config::ResourceCompliance';

const EVALUATED_TYPES = [...new Set(CONTROLS.map((control) => control.resourceType))];

/**
 * One compliance record per resource that a rule looks at, in the order of the world's cells. The rules are those that
 * Security Hub makes for its controls, so records and findings agree.
 */
export function resourceComplianceKind(world: World): ExtraKind {
  const cellsIn = createCellMemory(world);
  return {
    type: TYPE,
    count: (where) => cellsIn(where).reduce((sum, { count }) => sum + count, 0),
    resourceAt: (where, index) => {
      let rest = index;
      for (const { cell, count } of cellsIn(where)) {
        if (rest < count) return complianceOf(world, where, world.resourceAt(cell, rest));
        rest -= count;
      }
      throw new RangeError(`There is no compliance record ${index}.`);
    },
  };
}

/** Remembers the evaluated cells of the place asked for last: walks ask for the same one many times over. */
function createCellMemory(world: World) {
  let place = '';
  let cells: readonly { readonly cell: Cell; readonly count: number }[] = [];
  return ({ account, region }: Where) => {
    if (!world.recorded(account, region)) return [];
    if (place !== `${account.id}/${region}`) {
      const filter = { accountIds: [account.id], regions: [region], types: EVALUATED_TYPES };
      cells = [...world.cells(filter)].map((cell) => ({ cell, count: world.count(cell) }));
      place = `${account.id}/${region}`;
    }
    return cells;
  };
}

function complianceOf(world: World, where: Where, target: Resource): Resource {
  const rules = controlsOf(target.type).map((control) => ({
    ...ruleOf(control, where),
    complianceType: judge(control, target, world.parameters.now),
  }));
  const failed = rules.some((rule) => rule.complianceType === 'NON_COMPLIANT');
  const id = `${target.type}/${target.id}`;
  return resourceIn(world.place(where), TYPE, {
    id,
    name: null,
    arn: `arn:aws:config:${where.region}:${where.account.id}:resource-compliance/${id}`,
    createdAt: target.createdAt,
    configuration: {
      targetResourceId: target.id,
      targetResourceType: target.type,
      complianceType: failed ? 'NON_COMPLIANT' : 'COMPLIANT',
      configRuleList: rules,
    },
  });
}

function ruleOf(control: Control, { account, region }: Where): JsonObject {
  const mark = hashOf('rule', control.id).toString(16).padStart(8, '0');
  const id = `config-rule-${mark.slice(0, 6)}`;
  return {
    configRuleArn: `arn:aws:config:${region}:${account.id}:config-rule/${id}`,
    configRuleId: id,
    configRuleName: `securityhub-${control.rule}-${mark}`,
  };
}

function judge(control: Control, resource: Resource, now: Date): string {
  if (!control.applies(resource)) return 'NOT_APPLICABLE';
  return control.fails(resource, now) ? 'NON_COMPLIANT' : 'COMPLIANT';
}
