import type { ExtraKind, Where } from '../extend-world.ts';
import { fractionOf, hashOf } from '../world/random.ts';
import { resourceIn } from '../world/resource-kind.ts';
import type { Resource, World } from '../world/types.ts';

const TYPE = 'AWS::Config::ConformancePackCompliance';

/** The organisation's conformance packs, after AWS's sample templates, and how many rules each holds. */
const PACKS = [
  { name: 'Operational-Best-Practices-for-APRA-CPG-234', rules: 130 },
  { name: 'Operational-Best-Practices-for-NIST-CSF', rules: 87 },
] as const;

/** One compliance record per conformance pack in the recorded Regions of workload accounts. */
export function conformancePackKind(world: World): ExtraKind {
  return {
    type: TYPE,
    count: ({ account, region }) =>
      account.purpose === 'workload' && world.recorded(account, region) ? PACKS.length : 0,
    resourceAt: (where, index) => {
      const pack = PACKS[index];
      if (!pack) throw new RangeError(`There is no conformance pack ${index}.`);
      return packResource(world, where, pack);
    },
  };
}

/** A pack fails up to 12 % of its rules in production and up to 30 % elsewhere; few pass all. */
function failedRules(world: World, { account, region }: Where, pack: (typeof PACKS)[number]) {
  const share = fractionOf(world.parameters.seed, account.id, region, pack.name);
  const production = account.environment === 'prod';
  if (production && share < 0.15) return 0;
  return Math.ceil(share * (production ? 0.12 : 0.3) * pack.rules);
}

function packResource(world: World, where: Where, pack: (typeof PACKS)[number]): Resource {
  const { account, region } = where;
  const failed = failedRules(world, where, pack);
  const id = `conformance-pack-${hashOf(pack.name, account.id).toString(36).padStart(9, '0')}`;
  return resourceIn(world.place(where), TYPE, {
    id,
    name: pack.name,
    arn: `arn:aws:config:${region}:${account.id}:conformance-pack/${pack.name}/${id}`,
    createdAt: account.joined,
    configuration: {
      complianceType: failed > 0 ? 'NON_COMPLIANT' : 'COMPLIANT',
      compliantRuleCount: pack.rules - failed,
      nonCompliantRuleCount: failed,
      totalRuleCount: pack.rules,
    },
  });
}
