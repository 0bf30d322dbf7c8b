import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { addDays, dayOf } from '../periods.ts';
import { tagValue } from '../tag-lookup.ts';
import { isResource } from './count-query.ts';

/** Tag keys that say how sensitive or critical data is. */
const CLASSIFICATION_KEYS = [
  'dataclassification',
  'classification',
  'sensitivity',
  'datasensitivity',
  'confidentiality',
  'criticality',
];

/** Days within which a resource is new. */
const NEW_DAYS = 7;

const TYPE = { field: 'type', title: 'Type', path: 'resourceType' };

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
  {
    id: 'inv.tags.classification',
    finds: {
      one: 'data store without a classification tag',
      many: 'data stores without a classification tag',
    },
    shows: [TYPE],
    keep: ({ tags }) => tagValue(tags, CLASSIFICATION_KEYS) === null,
    advice: {
      verb: 'Classify',
      one: 'data store',
      many: 'data stores',
      action: 'Tag each with the sensitivity and criticality of its data.',
      effort: 'low',
    },
    notes: [
      'Read are buckets, databases, DynamoDB tables and EFS file systems; DataClassification, Classification, Sensitivity, Confidentiality and Criticality all count.',
    ],
  },
  {
    id: 'inv.new.resources',
    finds: ({ parameters }) => {
      const days = parameters.days ?? NEW_DAYS;
      const since = days === 1 ? 'the last day' : `the last ${days} days`;
      return { one: `resource created in ${since}`, many: `resources created in ${since}` };
    },
    shows: [
      TYPE,
      { field: 'created', title: 'Created', path: 'resourceCreationTime', kind: 'date' },
    ],
    values: ({ now, parameters }) => ({
      since: `${addDays(dayOf(now), -(parameters.days ?? NEW_DAYS))}T00:00:00.000Z`,
    }),
    keep: ({ resourceType }) => isResource(resourceType ?? ''),
    advice: null,
    notes: ['Days are whole days of UTC. Config does not know when resources of some types began.'],
  },
];

/** Inventory checks over Config. */
export const INVENTORY_CONFIG_ANALYZERS = CHECKS.map(defineConfigCheck);
