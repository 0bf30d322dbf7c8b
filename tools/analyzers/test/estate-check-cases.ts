import type { CheckCase } from './cost-check-cases.ts';

const tunnels = (...states: readonly string[]) => ({
  configuration: { vgwTelemetry: states.map((status) => ({ status })) },
});
const subnet = (cidrBlock: string, availableIpAddressCount: number) => ({
  configuration: { cidrBlock, availableIpAddressCount },
});
const zones = (...names: readonly string[]) => ({
  configuration: { availabilityZones: names.map((zoneName) => ({ zoneName })) },
});
const tlsPolicy = (SslPolicy: string) => ({ configuration: { SslPolicy } });
const vpc = (cidrBlock: string, ...more: readonly string[]) => ({
  configuration: {
    cidrBlock,
    cidrBlockAssociationSet: [cidrBlock, ...more].map((each) => ({ cidrBlock: each })),
    isDefault: false,
  },
});

/** Cases of the reliability, inventory and certificate checks over networks, tags and listeners. */
export const ESTATE_CASES: Readonly<Record<string, CheckCase>> = {
  'rel.asg.healthcheck': {
    finds: [
      { configuration: { loadBalancerNames: ['classic'] } },
      { configuration: { loadBalancerNames: [], targetGroupARNs: ['arn:aws:elb:tg'] } },
    ],
    leaves: [{ configuration: { loadBalancerNames: [], targetGroupARNs: [] } }, {}],
  },
  'rel.vpn.tunnels': {
    finds: [tunnels('UP', 'DOWN'), tunnels('DOWN', 'DOWN')],
    leaves: [tunnels('UP', 'UP')],
  },
  'rel.subnet.exhaustion': {
    finds: [subnet('10.0.0.0/24', 20), subnet('10.0.0.0/28', 1), subnet('10.0.0.0/19', 800)],
    leaves: [subnet('10.0.0.0/24', 200), subnet('10.0.0.0/28', 11), subnet('2001:db8::/64', 1), {}],
  },
  'rel.elb.crossaz': {
    finds: [zones('ap-southeast-2a'), zones('ap-southeast-2a', 'ap-southeast-2a'), {}],
    leaves: [zones('ap-southeast-2a', 'ap-southeast-2b')],
  },
  'rel.ebs.noattachdelete': {
    finds: [
      { configuration: { attachments: [{ device: '/dev/xvda', deleteOnTermination: false }] } },
    ],
    leaves: [
      { configuration: { attachments: [{ device: '/dev/sdf', deleteOnTermination: false }] } },
      {
        configuration: {
          attachments: [
            { device: '/dev/xvda', deleteOnTermination: true },
            { device: '/dev/sdf', deleteOnTermination: false },
          ],
        },
      },
      {},
    ],
  },
  'cert.tlspolicy': {
    finds: [
      tlsPolicy('ELBSecurityPolicy-2016-08'),
      tlsPolicy('ELBSecurityPolicy-TLS-1-1-2017-01'),
      tlsPolicy('ELBSecurityPolicy-TLS13-1-0-2021-06'),
      tlsPolicy('ELBSecurityPolicy-FS-2018-06'),
    ],
    leaves: [
      tlsPolicy('ELBSecurityPolicy-TLS13-1-2-2021-06'),
      tlsPolicy('ELBSecurityPolicy-TLS13-1-3-2021-06'),
      tlsPolicy('ELBSecurityPolicy-TLS-1-2-Ext-2018-06'),
      tlsPolicy('ELBSecurityPolicy-FS-1-2-Res-2020-10'),
      { configuration: {} },
    ],
  },
  'rel.patch.compliance': {
    finds: [
      { configuration: { targetResourceId: 'AWS::SSM::ManagedInstanceInventory/i-1' } },
      { configuration: { targetResourceId: 'i-2' } },
    ],
    leaves: [{ configuration: {} }],
  },
  'inv.tags.classification': {
    finds: [{ tags: [{ key: 'env', value: 'Production' }] }, {}],
    leaves: [{ tags: [{ key: 'data-classification', value: 'internal' }] }],
  },
  'inv.new.resources': {
    finds: [{ resourceType: 'AWS::EC2::Instance' }],
    leaves: [{ resourceType: 'AWS::Config::ResourceCompliance' }],
  },
  'inv.vpc.cidr': {
    finds: [vpc('10.0.0.0/16'), vpc('10.0.128.0/20'), vpc('10.9.0.0/16', '10.0.3.0/24')],
    leaves: [
      vpc('10.0.0.0/16'),
      vpc('10.1.0.0/16', '10.2.0.0/16'),
      { configuration: { cidrBlock: '10.0.0.0/16', isDefault: true } },
      vpc('not a range'),
    ],
  },
};
