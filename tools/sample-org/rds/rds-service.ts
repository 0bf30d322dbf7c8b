import { Type } from 'typebox';
import type { ChangeableWorld } from '../changeable-world.ts';
import {
  AwsError,
  type Call,
  defineOperation,
  type Operation,
  refuseWith,
  type ServiceHandler,
} from '../handler.ts';
import type { JsonObject, Resource } from '../world/types.ts';

const refuse = refuseWith('InvalidParameterValue');

const Database = Type.Object({ DBInstanceIdentifier: Type.String({ minLength: 1 }) });

function needDatabase({ world }: ChangeableWorld, { caller, region }: Call, id: string): Resource {
  const filter = {
    accountIds: [caller.accountId],
    regions: [region],
    types: ['AWS::RDS::DBInstance'],
  };
  for (const database of world.resources(filter)) if (database.name === id) return database;
  throw new AwsError('DBInstanceNotFound', `DBInstance ${id} not found.`, 404);
}

/** Of what AWS Config records, the members that changes look at, in RDS's spelling. */
function describe({ arn, configuration }: Resource) {
  return {
    DBInstanceIdentifier: configuration['dBInstanceIdentifier'],
    DBInstanceArn: arn,
    DBInstanceClass: configuration['dBInstanceClass'],
    DBInstanceStatus: configuration['dBInstanceStatus'],
    Engine: configuration['engine'],
    EngineVersion: configuration['engineVersion'],
    AllocatedStorage: configuration['allocatedStorage'],
    DeletionProtection: configuration['deletionProtection'],
    MultiAZ: configuration['multiAZ'],
  };
}

interface Rules {
  /** The status in which it is taken; null for every one. */
  readonly from: string | null;
  readonly change: (input: Type.Static<typeof Change>) => JsonObject;
}

const Change = Type.Object({
  ...Database.properties,
  DeletionProtection: Type.Optional(Type.Enum(['true', 'false'])),
  ApplyImmediately: Type.Optional(Type.String()),
});

function changing(changeable: ChangeableWorld, { from, change }: Rules): Operation {
  return defineOperation(Change, refuse, (input, call) => {
    const database = needDatabase(changeable, call, input.DBInstanceIdentifier);
    const status = database.configuration['dBInstanceStatus'];
    if (from !== null && status !== from) {
      const message = `Instance ${database.name} is not in ${from} state.`;
      throw new AwsError('InvalidDBInstanceState', message);
    }
    changeable.update(database, change(input));
    return { DBInstance: describe(needDatabase(changeable, call, input.DBInstanceIdentifier)) };
  });
}

/** RDS (API version 2014-10-31): what approved changes look at and do. Changes are there at once, and gone after a restart. */
export function rdsService(changeable: ChangeableWorld): ServiceHandler {
  return {
    signingName: 'rds',
    protocol: { kind: 'query', namespace: 'http://rds.amazonaws.com/doc/2014-10-31/' },
    operations: {
      DescribeDBInstances: defineOperation(Database, refuse, ({ DBInstanceIdentifier }, call) => ({
        DBInstances: { DBInstance: describe(needDatabase(changeable, call, DBInstanceIdentifier)) },
      })),
      ModifyDBInstance: changing(changeable, {
        from: null,
        change: ({ DeletionProtection: value }) =>
          value === undefined ? {} : { deletionProtection: value === 'true' },
      }),
      StartDBInstance: changing(changeable, {
        from: 'stopped',
        change: () => ({ dBInstanceStatus: 'available' }),
      }),
      StopDBInstance: changing(changeable, {
        from: 'available',
        change: () => ({ dBInstanceStatus: 'stopped' }),
      }),
    },
  };
}
