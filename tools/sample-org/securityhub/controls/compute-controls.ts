import type { Resource } from '../../world/types.ts';
import { type Control, cis, defineControl, lacks, nist, pci, settingValues } from './control.ts';
import { opensPorts } from './open-ports.ts';

const DAY = 86_400_000;

/** Ports EC2.19 lists as high risk. */
const HIGH_RISK_PORTS = [
  20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500,
  5601, 8080, 8088, 8888, 9200, 9300,
];

function stoppedTooLong(resource: Resource, now: Date): boolean {
  const [reason] = settingValues(resource, 'configuration.stateTransitionReason');
  const [stopped] = /\d{4}-\d\d-\d\d/.exec(String(reason)) ?? [];
  return stopped !== undefined && now.getTime() - Date.parse(stopped) > 30 * DAY;
}

const INSTANCE = 'AWS::EC2::Instance';
const GROUP = 'AWS::EC2::SecurityGroup';
const VOLUME = 'AWS::EC2::Volume';

/** Controls over EC2, its network, Lambda and Auto Scaling. */
export const COMPUTE_CONTROLS: readonly Control[] = [
  defineControl({
    id: 'EC2.2',
    title: 'VPC default security groups should not allow inbound or outbound traffic',
    severity: 'HIGH',
    resourceType: GROUP,
    rule: 'vpc-default-security-group-closed',
    requirements: [...nist('AC-4', 'AC-4(21)', 'SC-7'), cis('5.4'), pci('1.3.1')],
    applies: "configuration.groupName = 'default'",
    fails: (resource) =>
      settingValues(resource, 'configuration.ipPermissions.ipProtocol').length > 0 ||
      settingValues(resource, 'configuration.ipPermissionsEgress.ipProtocol').length > 0,
  }),
  defineControl({
    id: 'EC2.3',
    title: 'Attached Amazon EBS volumes should be encrypted at-rest',
    severity: 'MEDIUM',
    resourceType: VOLUME,
    rule: 'encrypted-volumes',
    requirements: nist('CA-9(1)', 'CM-3(6)', 'SC-13', 'SC-28', 'SC-28(1)', 'SI-7(6)'),
    applies: "configuration.state.value = 'in-use'",
    fails: 'configuration.encrypted = false',
  }),
  defineControl({
    id: 'EC2.4',
    title: 'Stopped EC2 instances should be removed after a specified time period',
    severity: 'MEDIUM',
    resourceType: INSTANCE,
    rule: 'ec2-stopped-instance',
    requirements: nist('CA-9(1)', 'CM-2', 'CM-2(2)'),
    applies: "configuration.state.name = 'stopped'",
    fails: stoppedTooLong,
  }),
  defineControl({
    id: 'EC2.8',
    title: 'EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)',
    severity: 'HIGH',
    resourceType: INSTANCE,
    rule: 'ec2-imdsv2-check',
    requirements: [...nist('AC-3', 'AC-3(15)', 'AC-3(7)', 'AC-6'), cis('5.6'), pci('2.2.6')],
    fails: "configuration.metadataOptions.httpTokens = 'optional'",
  }),
  defineControl({
    id: 'EC2.9',
    title: 'Amazon EC2 instances should not have a public IPv4 address',
    severity: 'HIGH',
    resourceType: INSTANCE,
    rule: 'ec2-instance-no-public-ip',
    requirements: nist('AC-21', 'AC-3', 'AC-4', 'AC-6', 'SC-7'),
    fails: (resource) => !lacks('configuration.publicIpAddress')(resource),
  }),
  defineControl({
    id: 'EC2.12',
    title: 'Unused Amazon EC2 EIPs should be removed',
    severity: 'LOW',
    resourceType: 'AWS::EC2::EIP',
    rule: 'eip-attached',
    requirements: nist('CM-8(1)'),
    fails: lacks('configuration.associationId'),
  }),
  defineControl({
    id: 'EC2.13',
    title: 'Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 22',
    severity: 'HIGH',
    resourceType: GROUP,
    rule: 'restricted-ssh',
    requirements: [...nist('AC-4', 'CM-7', 'SC-7', 'SC-7(5)'), pci('1.3.1')],
    fails: opensPorts([22]),
  }),
  defineControl({
    id: 'EC2.14',
    title: 'Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 3389',
    severity: 'HIGH',
    resourceType: GROUP,
    rule: 'restricted-rdp',
    requirements: [pci('1.3.1')],
    fails: opensPorts([3389]),
  }),
  defineControl({
    id: 'EC2.15',
    title: 'Amazon EC2 subnets should not automatically assign public IP addresses',
    severity: 'MEDIUM',
    resourceType: 'AWS::EC2::Subnet',
    rule: 'subnet-auto-assign-public-ip-disabled',
    requirements: nist('AC-21', 'AC-3', 'AC-4', 'AC-6', 'SC-7'),
    fails: 'configuration.mapPublicIpOnLaunch = true',
  }),
  defineControl({
    id: 'EC2.19',
    title: 'Security groups should not allow unrestricted access to ports with high risk',
    severity: 'CRITICAL',
    resourceType: GROUP,
    rule: 'vpc-sg-restricted-common-ports',
    requirements: nist('AC-4', 'CA-9(1)', 'CM-2', 'CM-7', 'SC-7', 'SC-7(11)'),
    fails: opensPorts(HIGH_RISK_PORTS),
  }),
  defineControl({
    id: 'EC2.20',
    title: 'Both VPN tunnels for an AWS Site-to-Site VPN connection should be up',
    severity: 'MEDIUM',
    resourceType: 'AWS::EC2::VPNConnection',
    rule: 'vpc-vpn-2-tunnels-up',
    requirements: nist('CP-10', 'CP-6(2)', 'SC-36', 'SC-5(2)', 'SI-13(5)'),
    fails: "configuration.vgwTelemetry.status = 'DOWN'",
  }),
  defineControl({
    id: 'EC2.23',
    title: 'Amazon EC2 Transit Gateways should not automatically accept VPC attachment requests',
    severity: 'HIGH',
    resourceType: 'AWS::EC2::TransitGateway',
    rule: 'ec2-transit-gateway-auto-vpc-attach-disabled',
    requirements: nist('AC-4(21)', 'CA-9(1)', 'CM-2'),
    fails: "configuration.AutoAcceptSharedAttachments = 'enable'",
  }),
  defineControl({
    id: 'Lambda.2',
    title: 'Lambda functions should use supported runtimes',
    severity: 'MEDIUM',
    resourceType: 'AWS::Lambda::Function',
    rule: 'lambda-function-settings-check',
    requirements: [...nist('CA-9(1)', 'CM-2', 'SI-2', 'SI-2(2)'), pci('12.3.4')],
    fails:
      "configuration.runtime IN ('nodejs12.x', 'nodejs14.x', 'nodejs16.x', 'nodejs18.x', 'python3.6', 'python3.7', 'python3.8', 'python3.9', 'go1.x', 'java8', 'ruby2.7', 'dotnet6', 'dotnetcore3.1')",
  }),
  defineControl({
    id: 'AutoScaling.1',
    title: 'Auto Scaling groups associated with a load balancer should use ELB health checks',
    severity: 'LOW',
    resourceType: 'AWS::AutoScaling::AutoScalingGroup',
    rule: 'autoscaling-group-elb-healthcheck-required',
    requirements: nist('CA-7', 'CP-2(2)', 'SI-2'),
    fails: "configuration.healthCheckType = 'EC2'",
  }),
  defineControl({
    id: 'SSM.2',
    title:
      'Amazon EC2 instances managed by Systems Manager should have a patch compliance status of COMPLIANT after a patch installation',
    severity: 'HIGH',
    resourceType: 'AWS::SSM::PatchCompliance',
    rule: 'ec2-managedinstance-patch-compliance-status-check',
    requirements: nist('CM-8(3)', 'SI-2', 'SI-2(2)', 'SI-2(3)', 'SI-2(4)', 'SI-2(5)'),
    fails: (resource) =>
      settingValues(resource, 'configuration.AWS:ComplianceSummary.Content.Patch.Status').includes(
        'NON_COMPLIANT',
      ),
  }),
];
