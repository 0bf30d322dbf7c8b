import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

/** Every operation of Compute Optimizer, in every Region for every account. */
export function computeOptimizerRequests(world: World): readonly ShapeRequest[] {
  const where = { service: 'compute-optimizer', region: world.homeRegion } as const;
  return [
    ...requestsOf(where, [
      ['GetEnrollmentStatus', {}],
      ['GetEnrollmentStatusesForOrganization', { maxResults: 5 }],
      [
        'GetEnrollmentStatusesForOrganization',
        { filters: [{ name: 'Status', values: ['Inactive'] }] },
      ],
      ['GetIdleRecommendations', { filters: [{ name: 'Finding', values: ['Unattached'] }] }],
      ...REFUSALS,
    ]),
    ...world.regions.flatMap((region) =>
      requestsOf({ ...where, region }, world.accounts.flatMap(accountRows)),
    ),
  ];
}

function accountRows({ id, enrolled }: World['accounts'][number]): readonly RequestRow[] {
  return ['GetIdleRecommendations', 'GetEC2InstanceRecommendations'].map((operation) => [
    operation,
    { accountIds: [id], maxResults: 50 },
    enrolled ? undefined : 'OptInRequiredException',
  ]);
}

const REFUSALS: readonly RequestRow[] = [
  ['GetIdleRecommendations', { maxResults: 1_001 }, 'InvalidParameterValueException'],
  [
    'GetEC2InstanceRecommendations',
    { filters: [{ name: 'Colour', values: ['red'] }] },
    'InvalidParameterValueException',
  ],
];
