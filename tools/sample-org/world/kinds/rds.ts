import { arnAt, configTime, daysAgo, ec2Id, randomAt, scaledCount, zoneAt } from '../place.ts';
import { monthlyPrice } from '../prices.ts';
import type { Random } from '../random.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { JsonObject, Place } from '../types.ts';
import { SUBNETS_PER_VPC } from './ec2-network-ids.ts';

const TYPE = 'AWS::RDS::DBInstance';
const WEIGHT = 0.02;

const ENGINES: readonly (readonly [string, string, number])[] = [
  ['postgres', '16.4', 5432],
  ['postgres', '15.8', 5432],
  ['postgres', '11.22', 5432],
  ['mysql', '8.0.39', 3306],
  ['mysql', '5.7.44', 3306],
  ['aurora-postgresql', '15.4', 5432],
  ['aurora-mysql', '8.0.mysql_aurora.3.05.2', 3306],
  ['sqlserver-se', '15.00.4385.2.v1', 1433],
];

/** Database classes in use. */
export const DATABASE_CLASSES = {
  prod: ['db.m5.large', 'db.r5.large', 'db.r5.xlarge', 'db.r6g.xlarge', 'db.m4.large'],
  other: ['db.t3.medium', 'db.m5.large', 'db.m6g.large', 'db.m4.large'],
} as const;

/** What everything that touches a database needs to agree on. */
export interface DatabaseFacts {
  readonly id: string;
  readonly instanceClass: string;
  readonly status: 'available' | 'stopped';
  readonly use: 'idle' | 'over' | 'right';
  /** GiB. */
  readonly storage: number;
  readonly engine: string;
  readonly version: string;
  readonly port: number;
  readonly createdAt: Date;
  /** USD a month, storage left out. */
  readonly monthlyCost: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly random: Random;
}

/** Number of databases of a place. */
export function databaseCount(place: Place): number {
  return scaledCount(place, TYPE, WEIGHT);
}

/** What is true of the database at `index`. */
export function databaseFacts(place: Place, index: number): DatabaseFacts {
  const random = randomAt(place, TYPE, index);
  const { team, environment } = place.account;
  const prod = environment === 'prod';
  const [engine, version, port] = random.pick(ENGINES);
  const instanceClass = random.pick<string>(prod ? DATABASE_CLASSES.prod : DATABASE_CLASSES.other);
  const id = `${team}-${environment}-${random.pick(['orders', 'users', 'ledger', 'reports'])}-${index + 1}`;
  return {
    id,
    instanceClass,
    status: random.chance(prod ? 0.02 : 0.15) ? 'stopped' : 'available',
    use: random.chance(prod ? 0.05 : 0.15) ? 'idle' : random.chance(0.2) ? 'over' : 'right',
    storage: random.pick([20, 50, 100, 200, 500, 1000]),
    engine,
    version,
    port,
    createdAt: daysAgo(place, 40 + 900 * random.next()),
    monthlyCost: monthlyPrice(instanceClass),
    tags: tagsOf(place, random, { name: id }),
    random,
  };
}

function protection(place: Place, random: Random): JsonObject {
  const careful = place.account.environment === 'prod' ? 0.85 : 0.35;
  return {
    multiAZ: random.chance(careful),
    backupRetentionPeriod: random.chance(careful) ? 14 : random.pick([0, 1, 7]),
    deletionProtection: random.chance(careful),
    autoMinorVersionUpgrade: random.chance(0.75),
    publiclyAccessible: random.chance(0.06),
    storageEncrypted: random.chance(0.85),
    iAMDatabaseAuthenticationEnabled: random.chance(0.3),
    cACertificateIdentifier: random.chance(0.12) ? 'rds-ca-2019' : 'rds-ca-rsa2048-g1',
    enabledCloudwatchLogsExports: random.chance(0.6) ? ['error', 'slowquery'] : [],
  };
}

/** RDS and Aurora instances. */
export const rdsInstance = defineKind({
  type: TYPE,
  scope: 'regional',
  count: databaseCount,
  parts: (place, index) => {
    const facts = databaseFacts(place, index);
    return {
      id: `db-${ec2Id(place, 'db', index).slice(4).toUpperCase()}`,
      arn: arnAt(place, 'rds', `db:${facts.id}`),
      name: facts.id,
      createdAt: facts.createdAt,
      availabilityZone: zoneAt(place, index),
      tags: facts.tags,
      configuration: {
        dBInstanceIdentifier: facts.id,
        dBInstanceArn: arnAt(place, 'rds', `db:${facts.id}`),
        dBInstanceClass: facts.instanceClass,
        dBInstanceStatus: facts.status,
        engine: facts.engine,
        engineVersion: facts.version,
        allocatedStorage: facts.storage,
        storageType: facts.random.chance(0.4) ? 'gp2' : 'gp3',
        masterUsername: 'dbadmin',
        endpoint: { address: `${facts.id}.${place.region}.rds.amazonaws.com`, port: facts.port },
        instanceCreateTime: configTime(facts.createdAt),
        availabilityZone: zoneAt(place, index),
        ...protection(place, facts.random),
        vpcSecurityGroups: [{ vpcSecurityGroupId: ec2Id(place, 'sg', 4), status: 'active' }],
        dBSubnetGroup: {
          vpcId: ec2Id(place, 'vpc', 1),
          subnets: [{ subnetIdentifier: ec2Id(place, 'subnet', SUBNETS_PER_VPC) }],
        },
      },
    };
  },
});

/** Database snapshots, most of them manual and old, a few public. */
export const rdsSnapshot = defineKind({
  type: 'AWS::RDS::DBSnapshot',
  scope: 'regional',
  count: (place) => databaseCount(place) + scaledCount(place, 'AWS::RDS::DBSnapshot', 0.02),
  parts: (place, index, random) => {
    const databases = databaseCount(place);
    const source =
      databases === 0 ? 'deleted-database' : databaseFacts(place, index % databases).id;
    const createdAt = daysAgo(place, 1 + 600 * random.next() ** 2);
    const manual = random.chance(0.6);
    const id = `${manual ? '' : 'rds:'}${source}-${createdAt.toISOString().slice(0, 10)}-${index}`;
    const sharing = random.chance(0.02) ? ['all'] : [];
    return {
      id,
      arn: arnAt(place, 'rds', `snapshot:${id}`),
      name: id,
      createdAt,
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        dBSnapshotIdentifier: id,
        dBInstanceIdentifier: source,
        snapshotCreateTime: configTime(createdAt),
        snapshotType: manual ? 'manual' : 'automated',
        allocatedStorage: random.pick([20, 50, 100, 200, 500]),
        encrypted: random.chance(0.8),
        status: 'available',
      },
      supplementaryConfiguration: {
        DBSnapshotAttributes: [{ attributeName: 'restore', attributeValues: sharing }],
      },
    };
  },
});
