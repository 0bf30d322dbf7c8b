import { arnAt, configTime, daysAgo, ec2Id, zoneAt } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { applicationOf, tagsOf } from '../tags.ts';

const RUNTIMES = [
  'nodejs22.x',
  'nodejs20.x',
  'nodejs18.x',
  'nodejs16.x',
  'python3.13',
  'python3.12',
  'python3.9',
  'java21',
  'go1.x',
];

/** Lambda functions of all runtimes, old ones too. */
export const lambdaFunction = defineKind({
  type: 'AWS::Lambda::Function',
  scope: 'regional',
  count: 0.09,
  parts: (place, index, random) => {
    const name = `${place.account.team}-${applicationOf(random)}-${index + 1}`;
    const createdAt = daysAgo(place, 5 + 700 * random.next());
    const deadLetters = { deadLetterConfig: { targetArn: arnAt(place, 'sqs', 'dead-letters') } };
    return {
      id: name,
      arn: arnAt(place, 'lambda', `function:${name}`),
      name,
      createdAt,
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        functionName: name,
        functionArn: arnAt(place, 'lambda', `function:${name}`),
        runtime: random.pick(RUNTIMES),
        memorySize: random.pick([128, 256, 512, 1024, 2048, 4096, 10_240]),
        timeout: random.pick([3, 30, 60, 300, 900]),
        architectures: [random.chance(0.7) ? 'x86_64' : 'arm64'],
        packageType: 'Zip',
        lastModified: configTime(daysAgo(place, 300 * random.next())),
        ...(random.chance(0.35) ? deadLetters : {}),
      },
    };
  },
});

/** Auto Scaling groups. */
export const autoScalingGroup = defineKind({
  type: 'AWS::AutoScaling::AutoScalingGroup',
  scope: 'regional',
  count: 0.012,
  parts: (place, index, random) => {
    const name = `${place.account.team}-${place.account.environment}-asg-${index + 1}`;
    const zones = random.chance(0.2) ? 1 : 3;
    const arn = arnAt(
      place,
      'autoscaling',
      `autoScalingGroup:${ec2Id(place, 'asg', index)}:autoScalingGroupName/${name}`,
    );
    return {
      id: arn,
      arn,
      name,
      createdAt: daysAgo(place, 30 + 500 * random.next()),
      tags: tagsOf(place, random, { name }),
      configuration: {
        autoScalingGroupARN: arn,
        autoScalingGroupName: name,
        minSize: 1,
        maxSize: random.integer(2, 12),
        desiredCapacity: random.integer(1, 6),
        healthCheckType: random.chance(0.5) ? 'EC2' : 'ELB',
        loadBalancerNames: [],
        availabilityZones: Array.from({ length: zones }, (_, zone) => ({
          value: zoneAt(place, zone),
        })),
        targetGroupARNs: random.chance(0.6)
          ? [arnAt(place, 'elasticloadbalancing', `targetgroup/${name}/0123456789abcdef`)]
          : [],
      },
    };
  },
});

/** EKS clusters, some on versions out of standard support, some with an open endpoint. */
export const eksCluster = defineKind({
  type: 'AWS::EKS::Cluster',
  scope: 'regional',
  count: 0.004,
  parts: (place, index, random) => {
    const name = `${place.account.name}-eks-${index + 1}`;
    const open = random.chance(0.4);
    const types = random.chance(0.5) ? [{ Type: 'api' }, { Type: 'audit' }] : [];
    return {
      id: name,
      arn: arnAt(place, 'eks', `cluster/${name}`),
      name,
      createdAt: daysAgo(place, 60 + 500 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        Name: name,
        Version: random.pick(['1.34', '1.33', '1.32', '1.30', '1.28']),
        ResourcesVpcConfig: {
          EndpointPublicAccess: open,
          EndpointPrivateAccess: true,
          PublicAccessCidrs: open ? ['0.0.0.0/0'] : [],
        },
        Logging: { ClusterLogging: { EnabledTypes: types } },
      },
    };
  },
});

/** ECS services on Fargate. */
export const ecsService = defineKind({
  type: 'AWS::ECS::Service',
  scope: 'regional',
  count: 0.03,
  parts: (place, index, random) => {
    const name = `${applicationOf(random)}-${index + 1}`;
    const arn = arnAt(place, 'ecs', `service/${place.account.name}/${name}`);
    return {
      id: arn,
      arn,
      name,
      createdAt: daysAgo(place, 10 + 500 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        ServiceName: name,
        Cluster: arnAt(place, 'ecs', `cluster/${place.account.name}`),
        LaunchType: 'FARGATE',
        DesiredCount: random.integer(1, 8),
        NetworkConfiguration: {
          AwsvpcConfiguration: { AssignPublicIp: random.chance(0.12) ? 'ENABLED' : 'DISABLED' },
        },
      },
    };
  },
});

/** ECR repositories. */
export const ecrRepository = defineKind({
  type: 'AWS::ECR::Repository',
  scope: 'regional',
  count: 0.02,
  parts: (place, index, random) => {
    const name = `${place.account.team}/${applicationOf(random)}-${index + 1}`;
    return {
      id: name,
      arn: arnAt(place, 'ecr', `repository/${name}`),
      name,
      createdAt: daysAgo(place, 10 + 700 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        RepositoryName: name,
        ImageScanningConfiguration: { ScanOnPush: random.chance(0.7) },
        ImageTagMutability: random.chance(0.6) ? 'MUTABLE' : 'IMMUTABLE',
      },
    };
  },
});
