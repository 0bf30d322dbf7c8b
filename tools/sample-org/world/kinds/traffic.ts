import { arnAt, configTime, daysAgo, randomAt, scaledCount, uuidAt, zoneAt } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { Place } from '../types.ts';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

/** Number of load balancers of a place. */
export function balancerCount(place: Place): number {
  return scaledCount(place, BALANCER, 0.015);
}

function balancerKind(place: Place, index: number): 'application' | 'network' {
  return randomAt(place, `${BALANCER}/kind`, index).chance(0.75) ? 'application' : 'network';
}

/** ARN of the load balancer at `index`: certificates and listeners refer to it. */
export function balancerArn(place: Place, index: number): string {
  const short = balancerKind(place, index) === 'application' ? 'app' : 'net';
  const id = uuidAt(place, BALANCER, index).replaceAll('-', '').slice(0, 16);
  return arnAt(
    place,
    'elasticloadbalancing',
    `loadbalancer/${short}/${balancerName(place, index)}/${id}`,
  );
}

function balancerName(place: Place, index: number): string {
  return `${place.account.team}-lb-${index + 1}`;
}

/** Application and network load balancers. */
export const loadBalancer = defineKind({
  type: BALANCER,
  scope: 'regional',
  count: balancerCount,
  parts: (place, index, random) => {
    const arn = balancerArn(place, index);
    const createdAt = daysAgo(place, 20 + 700 * random.next());
    const zones = random.chance(0.15) ? 1 : 3;
    return {
      id: arn,
      arn,
      name: balancerName(place, index),
      createdAt,
      availabilityZone: 'Multiple Availability Zones',
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        loadBalancerArn: arn,
        loadBalancerName: balancerName(place, index),
        type: balancerKind(place, index),
        scheme: random.chance(0.6) ? 'internet-facing' : 'internal',
        createdTime: configTime(createdAt),
        state: { code: 'active' },
        availabilityZones: Array.from({ length: zones }, (_, zone) => ({
          zoneName: zoneAt(place, zone),
        })),
      },
    };
  },
});

/** Listeners: every eighth load balancer has none; some speak plain HTTP or an outdated TLS policy. */
export const listener = defineKind({
  type: 'AWS::ElasticLoadBalancingV2::Listener',
  scope: 'regional',
  count: (place) => Math.ceil(balancerCount(place) * 0.875),
  parts: (place, index, random) => {
    const balancer = balancerArn(place, index);
    const network = balancerKind(place, index) === 'network';
    const secure = random.chance(0.75);
    const arn = `${balancer.replace(':loadbalancer/', ':listener/')}/${uuidAt(place, 'listener', index).slice(0, 8)}`;
    const policy = random.chance(0.3)
      ? 'ELBSecurityPolicy-2016-08'
      : 'ELBSecurityPolicy-TLS13-1-2-2021-06';
    return {
      id: arn,
      arn,
      name: null,
      createdAt: daysAgo(place, 20 + 300 * random.next()),
      configuration: {
        ListenerArn: arn,
        LoadBalancerArn: balancer,
        Port: secure ? 443 : 80,
        Protocol: secure ? (network ? 'TLS' : 'HTTPS') : network ? 'TCP' : 'HTTP',
        ...(secure ? { SslPolicy: policy } : {}),
        DefaultActions: [{ Type: secure || random.chance(0.5) ? 'forward' : 'redirect' }],
      },
    };
  },
});

/** Classic load balancers that nobody removed. */
export const classicLoadBalancer = defineKind({
  type: 'AWS::ElasticLoadBalancing::LoadBalancer',
  scope: 'regional',
  count: 0.002,
  parts: (place, index, random) => {
    const name = `${place.account.team}-classic-${index + 1}`;
    const createdAt = daysAgo(place, 900 + 900 * random.next());
    return {
      id: name,
      arn: arnAt(place, 'elasticloadbalancing', `loadbalancer/${name}`),
      name,
      createdAt,
      configuration: { loadBalancerName: name, instances: [], createdTime: configTime(createdAt) },
    };
  },
});

/** Stages of REST APIs. */
export const apiStage = defineKind({
  type: 'AWS::ApiGateway::Stage',
  scope: 'regional',
  count: 0.01,
  parts: (place, index, random) => {
    const api = uuidAt(place, 'rest-api', index).slice(0, 8);
    const arn = `arn:aws:apigateway:${place.region}::/restapis/${api}/stages/v1`;
    const cache = random.chance(0.2);
    return {
      id: arn,
      arn,
      name: 'v1',
      createdAt: daysAgo(place, 30 + 500 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        stageName: 'v1',
        cacheClusterEnabled: cache,
        ...(cache ? { cacheClusterSize: '0.5', cacheClusterStatus: 'AVAILABLE' } : {}),
        ...(random.chance(0.4)
          ? { webAclArn: arnAt(place, 'wafv2', 'regional/webacl/default') }
          : {}),
        ...(random.chance(0.5)
          ? { accessLogSettings: { destinationArn: arnAt(place, 'logs', 'log-group:api') } }
          : {}),
      },
    };
  },
});

/** CloudFront distributions of production accounts. */
export const distribution = defineKind({
  type: 'AWS::CloudFront::Distribution',
  scope: 'global',
  count: 0.004,
  parts: (place, index, random) => {
    const id = `E${uuidAt(place, 'distribution', index).replaceAll('-', '').slice(0, 13).toUpperCase()}`;
    return {
      id,
      arn: `arn:aws:cloudfront::${place.account.id}:distribution/${id}`,
      name: `${place.account.team}.example.com`,
      createdAt: daysAgo(place, 100 + 500 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        id,
        status: 'Deployed',
        distributionConfig: {
          viewerCertificate: { minimumProtocolVersion: random.pick(['TLSv1', 'TLSv1.2_2021']) },
          webACLId: random.chance(0.5) ? 'default' : '',
          logging: { enabled: random.chance(0.5) },
          defaultCacheBehavior: {
            viewerProtocolPolicy: random.pick(['allow-all', 'redirect-to-https']),
          },
        },
      },
    };
  },
});
