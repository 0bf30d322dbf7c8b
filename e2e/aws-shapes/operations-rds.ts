import type { World } from '../../tools/sample-org/world/types.ts';
import { requestsOf, type ShapeRequest } from './shape-request.ts';

/** Every operation of RDS on a database that runs, as a role in its account. */
export function rdsRequests(world: World): readonly ShapeRequest[] {
  for (const database of world.resources({ types: ['AWS::RDS::DBInstance'] })) {
    const { accountId, region, name, configuration } = database;
    const isOpen = world.account(accountId)?.assumable === true;
    if (!isOpen || configuration['dBInstanceStatus'] !== 'available') continue;
    const id = { DBInstanceIdentifier: name };
    return requestsOf({ service: 'rds', region, accountId }, [
      ['DescribeDBInstances', id],
      ['DescribeDBInstances', { DBInstanceIdentifier: 'none' }, 'DBInstanceNotFound'],
      ['ModifyDBInstance', { ...id, DeletionProtection: true, ApplyImmediately: true }],
      ['StopDBInstance', id],
      ['StopDBInstance', id, 'InvalidDBInstanceState'],
      ['StartDBInstance', id],
    ]);
  }
  throw new Error('The organisation has no running database.');
}
