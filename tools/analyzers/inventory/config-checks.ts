import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';

/** Inventory lists over Config. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'inv.vpc.default',
    shows: [{ field: 'cidr', title: 'CIDR', path: 'configuration.cidrBlock' }],
    advice: {
      verb: 'Remove',
      one: 'default VPC',
      many: 'default VPCs',
      action: 'Delete default VPCs that hold no resources.',
      effort: 'low',
    },
  },
];

/** Inventory checks over Config. */
export const INVENTORY_CONFIG_ANALYZERS = CHECKS.map(defineConfigCheck);
