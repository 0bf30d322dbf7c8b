import { arnAt, configTime, daysAgo, uuidAt } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { applicationOf, tagsOf } from '../tags.ts';

/** DynamoDB tables, on demand and provisioned, a few of them empty. */
export const dynamoTable = defineKind({
  type: 'AWS::DynamoDB::Table',
  scope: 'regional',
  count: 0.04,
  parts: (place, index, random) => {
    const name = `${place.account.team}-${applicationOf(random)}-${index + 1}`;
    const createdAt = daysAgo(place, 20 + 800 * random.next());
    const provisioned = random.chance(0.4);
    const capacity = provisioned ? random.pick([5, 25, 200, 1000]) : 0;
    const recovery = random.chance(0.5) ? 'ENABLED' : 'DISABLED';
    return {
      id: name,
      arn: arnAt(place, 'dynamodb', `table/${name}`),
      name,
      createdAt,
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        tableName: name,
        tableStatus: 'ACTIVE',
        creationDateTime: configTime(createdAt),
        itemCount: random.chance(0.2)
          ? Math.max(0, random.integer(-25, 50))
          : random.integer(1_000, 9_000_000),
        provisionedThroughput: { readCapacityUnits: capacity, writeCapacityUnits: capacity },
        billingModeSummary: { billingMode: provisioned ? 'PROVISIONED' : 'PAY_PER_REQUEST' },
        ...(random.chance(0.3) ? { ssedescription: { ssetype: 'KMS', status: 'ENABLED' } } : {}),
      },
      supplementaryConfiguration: {
        ContinuousBackupsDescription: {
          pointInTimeRecoveryDescription: { pointInTimeRecoveryStatus: recovery },
        },
      },
    };
  },
});

/** Redshift clusters. */
export const redshiftCluster = defineKind({
  type: 'AWS::Redshift::Cluster',
  scope: 'regional',
  count: 0.0015,
  parts: (place, index, random) => {
    const name = `${place.account.team}-warehouse-${index + 1}`;
    return {
      id: name,
      arn: arnAt(place, 'redshift', `cluster:${name}`),
      name,
      createdAt: daysAgo(place, 100 + 500 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        clusterIdentifier: name,
        nodeType: 'ra3.xlplus',
        numberOfNodes: random.integer(2, 6),
        publiclyAccessible: random.chance(0.2),
        encrypted: random.chance(0.75),
      },
    };
  },
});

/** OpenSearch domains. */
export const openSearchDomain = defineKind({
  type: 'AWS::OpenSearch::Domain',
  scope: 'regional',
  count: 0.002,
  parts: (place, index, random) => {
    const name = `${place.account.team}-search-${index + 1}`;
    const inside = random.chance(0.7);
    return {
      id: name,
      arn: arnAt(place, 'es', `domain/${name}`),
      name,
      createdAt: daysAgo(place, 50 + 500 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        DomainName: name,
        EngineVersion: 'OpenSearch_2.15',
        EncryptionAtRestOptions: { Enabled: random.chance(0.8) },
        NodeToNodeEncryptionOptions: { Enabled: random.chance(0.7) },
        ...(inside ? { VPCOptions: { SubnetIds: ['subnet-private'] } } : {}),
      },
    };
  },
});

/** MSK clusters. */
export const mskCluster = defineKind({
  type: 'AWS::MSK::Cluster',
  scope: 'regional',
  count: 0.001,
  parts: (place, index, random) => {
    const name = `${place.account.team}-events-${index + 1}`;
    const arn = arnAt(place, 'kafka', `cluster/${name}/${uuidAt(place, 'msk', index)}-1`);
    return {
      id: arn,
      arn,
      name,
      createdAt: daysAgo(place, 50 + 500 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        ClusterName: name,
        BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: 'DISABLED' } } },
        ClientAuthentication: { Unauthenticated: { Enabled: random.chance(0.3) } },
        EncryptionInfo: {
          EncryptionInTransit: { ClientBroker: random.chance(0.7) ? 'TLS' : 'TLS_PLAINTEXT' },
        },
      },
    };
  },
});

/** SNS topics. */
export const snsTopic = defineKind({
  type: 'AWS::SNS::Topic',
  scope: 'regional',
  count: 0.025,
  parts: (place, index, random) => {
    const name = `${applicationOf(random)}-events-${index + 1}`;
    const arn = arnAt(place, 'sns', name);
    return {
      id: arn,
      arn,
      name,
      createdAt: daysAgo(place, 10 + 700 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        TopicName: name,
        ...(random.chance(0.4) ? { KmsMasterKeyId: 'alias/aws/sns' } : {}),
      },
    };
  },
});

/** SQS queues. */
export const sqsQueue = defineKind({
  type: 'AWS::SQS::Queue',
  scope: 'regional',
  count: 0.03,
  parts: (place, index, random) => {
    const name = `${applicationOf(random)}-queue-${index + 1}`;
    return {
      id: `https://sqs.${place.region}.amazonaws.com/${place.account.id}/${name}`,
      arn: arnAt(place, 'sqs', name),
      name,
      createdAt: daysAgo(place, 10 + 700 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        QueueName: name,
        SqsManagedSseEnabled: random.chance(0.8),
        ...(random.chance(0.25) ? { KmsMasterKeyId: 'alias/aws/sqs' } : {}),
      },
    };
  },
});
