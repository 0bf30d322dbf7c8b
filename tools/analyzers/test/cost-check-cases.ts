/** A row of Config, but for its place. */
export type Document = Readonly<Record<string, unknown>>;

/** What a check finds, and what it leaves. */
export interface CheckCase {
  readonly finds: readonly Document[];
  readonly leaves: readonly Document[];
}

const endpoint = (vpcId: string) => ({
  configuration: { vpcId, serviceName: 'com.amazonaws.ap-southeast-2.ssm' },
});
const trail = (homeRegion: string) => ({ resourceName: homeRegion, configuration: { homeRegion } });

/** Cases of the cost checks over network, capacity and data resources. */
export const COST_CASES: Readonly<Record<string, CheckCase>> = {
  'cost.publicipv4': {
    finds: [{ configuration: { association: { publicIp: '192.0.2.1' } } }],
    leaves: [{ configuration: {} }, { configuration: { association: {} } }],
  },
  'cost.nat.count': { finds: [{ configuration: { vpcId: 'vpc-1' } }], leaves: [] },
  'cost.vpce.interface': {
    finds: ['vpc-1', 'vpc-2', 'vpc-3', 'vpc-4', 'vpc-5'].map(endpoint),
    leaves: [...['vpc-1', 'vpc-2', 'vpc-3', 'vpc-4'].map(endpoint), endpoint('vpc-4')],
  },
  'cost.elb.classic': {
    finds: [{ configuration: { instances: [] } }, {}],
    leaves: [{ configuration: { instances: [{ instanceId: 'i-1' }] } }],
  },
  'cost.elbv2.nolistener': {
    finds: [{ configuration: { loadBalancerArn: 'arn:a' } }],
    // The readers of this test answer both queries with the same rows.
    leaves: [{ configuration: { loadBalancerArn: 'arn:a', LoadBalancerArn: 'arn:a' } }],
  },
  'cost.odcr.unused': {
    finds: [{ configuration: { TotalInstanceCount: 4, AvailableInstanceCount: 1 } }],
    leaves: [
      { configuration: { TotalInstanceCount: 5, AvailableInstanceCount: 1 } },
      { configuration: { TotalInstanceCount: 0, AvailableInstanceCount: 0 } },
      {},
    ],
  },
  'cost.host.empty': {
    finds: [{ configuration: { instances: [] } }, {}],
    leaves: [{ configuration: { instances: [{ instanceId: 'i-1' }] } }],
  },
  'cost.trail.duplicates': {
    finds: [],
    leaves: [trail('eu-west-1'), trail('us-east-1')],
  },
};
