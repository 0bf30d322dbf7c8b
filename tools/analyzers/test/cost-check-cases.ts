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
const dbClass = (dBInstanceClass: string) => ({ configuration: { dBInstanceClass } });
const database = (engine: string, engineVersion: string) => ({
  configuration: { engine, engineVersion },
});
const snapshot = (snapshotCreateTime: string) => ({
  configuration: { snapshotCreateTime, dBInstanceIdentifier: 'orders' },
});
const table = (itemCount: number, units: number) => ({
  configuration: {
    itemCount,
    provisionedThroughput: { readCapacityUnits: units, writeCapacityUnits: 0 },
  },
});
const lifecycle = (...rules: readonly Document[]) => ({
  supplementaryConfiguration: { BucketLifecycleConfiguration: { rules } },
});

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
  'cost.rds.oldgen': {
    finds: [dbClass('db.m4.large'), dbClass('db.t2.micro'), dbClass('db.r3.large')],
    leaves: [dbClass('db.m5.large'), dbClass('db.t4g.micro'), { configuration: {} }],
  },
  'cost.rds.manualsnap': {
    finds: [snapshot('2026-08-01T00:00:00Z')],
    leaves: [snapshot('2026-10-01T00:00:00Z'), snapshot('some day'), {}],
  },
  'cost.rds.extendedsupport': {
    finds: [
      database('postgres', '11.22'),
      database('mysql', '5.7.44'),
      database('mysql', '8.0.39'),
      database('aurora-mysql', '5.7.mysql_aurora.2.11.5'),
    ],
    leaves: [
      database('postgres', '16.4'),
      database('aurora-mysql', '8.0.mysql_aurora.3.05.2'),
      database('mysql', '9.9.1'),
      database('sqlserver-se', '15.00.4385.2.v1'),
      {},
    ],
  },
  'cost.backup.oldrp': {
    finds: [{ configuration: { CreationDate: '2025-11-01T00:00:00Z' } }],
    leaves: [
      { configuration: { CreationDate: '2025-12-01T00:00:00Z' } },
      {
        configuration: { CreationDate: '2020-01-01T00:00:00Z', Lifecycle: { DeleteAfterDays: 9 } },
      },
      { configuration: {} },
    ],
  },
  'cost.dynamodb.provisioned': {
    finds: [table(0, 5)],
    leaves: [table(0, 0), table(1, 5), { configuration: {} }],
  },
  'cost.s3.nolifecycle': {
    finds: [{}, lifecycle()],
    leaves: [lifecycle({ id: 'expire' })],
  },
  'cost.s3.noabortmpu': {
    finds: [{}, lifecycle({ id: 'expire' })],
    leaves: [
      lifecycle({ id: 'a' }, { abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }),
    ],
  },
};
