import { flagAt, textAt, textsAt } from '../../aws/config-row.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { problemCheck, whichHold } from './problem-check.ts';
import { withoutCounterpart } from './without-counterpart.ts';

const RESOURCE_COLUMNS = 'SELECT resourceId, resourceName, accountId, awsRegion, tags';

const VPC = { field: 'vpc', title: 'VPC', path: 'configuration.vpcId' };
const GROUP_NAME = 'configuration.groupName';

/** Minimum TLS policies of CloudFront that are 1.2 of 2021 or better. */
const SAFE_TLS = new Set(['TLSv1.2_2021', 'TLSv1.2_2025', 'TLSv1.3_2025']);

const DISTRIBUTION = 'configuration.distributionConfig';

/** What is open in the network, and what does not watch it. */
const CHECKS: readonly ConfigCheck[] = [
  problemCheck({
    id: 'sec.sg.default',
    finds: { one: 'default security group with rules', many: 'default security groups with rules' },
    shows: [VPC],
    problems: (row) =>
      whichHold({
        'lets in': textsAt(row, 'configuration.ipPermissions.ipProtocol').length > 0,
        'lets out': textsAt(row, 'configuration.ipPermissionsEgress.ipProtocol').length > 0,
      }),
    advice: {
      verb: 'Empty',
      one: 'default security group',
      many: 'default security groups',
      action: 'Move what uses the group to a group of its own, then remove all rules.',
      effort: 'medium',
    },
  }),
  {
    id: 'sec.sg.unused',
    finds: { one: 'unused security group', many: 'unused security groups' },
    shows: [{ field: 'group', title: 'Group', path: GROUP_NAME }, VPC],
    beside: `${RESOURCE_COLUMNS}, configuration.groups.groupId WHERE resourceType = 'AWS::EC2::NetworkInterface'`,
    among: (rows, { beside }) =>
      withoutCounterpart(rows, beside, (each) => textsAt(each, 'configuration.groups.groupId')),
    keep: (row) => textAt(row, GROUP_NAME) !== 'default',
    advice: {
      verb: 'Delete',
      one: 'unused security group',
      many: 'unused security groups',
      action: 'Make sure that no launch template and no other group names it, then delete it.',
      effort: 'low',
    },
    notes: [
      'A group is in use when a network interface has it. Launch templates and rules of other groups may still name one that is listed. Default groups cannot be deleted and are left out.',
    ],
  },
  {
    id: 'sec.vpc.flowlogs',
    finds: { one: 'VPC without flow logs', many: 'VPCs without flow logs' },
    shows: [{ field: 'cidr', title: 'CIDR', path: 'configuration.cidrBlock' }],
    beside: `${RESOURCE_COLUMNS}, configuration.cidrBlock WHERE resourceType = 'AWS::EC2::VPC'`,
    among: (logs, { beside: vpcs }) =>
      withoutCounterpart(vpcs, logs, (log) => textsAt(log, 'configuration.resourceId')),
    advice: {
      verb: 'Log',
      one: 'VPC',
      many: 'VPCs',
      action: 'Turn on flow logs for the VPC, at least for rejected traffic.',
      effort: 'low',
    },
    notes: ['Flow logs of single subnets or interfaces do not count for the VPC.'],
  },
  problemCheck({
    id: 'sec.cloudfront.tls',
    finds: {
      one: 'CloudFront distribution to protect',
      many: 'CloudFront distributions to protect',
    },
    problems: (row) =>
      whichHold({
        'TLS older than 1.2 of 2021': !SAFE_TLS.has(
          textAt(row, `${DISTRIBUTION}.viewerCertificate.minimumProtocolVersion`) ?? '',
        ),
        'no WAF': textAt(row, `${DISTRIBUTION}.webACLId`) === null,
        'no access log': flagAt(row, `${DISTRIBUTION}.logging.enabled`) !== true,
        'plain HTTP allowed':
          textAt(row, `${DISTRIBUTION}.defaultCacheBehavior.viewerProtocolPolicy`) === 'allow-all',
      }),
    advice: {
      verb: 'Protect',
      one: 'CloudFront distribution',
      many: 'CloudFront distributions',
      action: 'Require TLSv1.2_2021 and HTTPS, attach a web ACL and turn on logging.',
      effort: 'low',
    },
    notes: [
      'Access logs of the newer kind (delivery by CloudWatch) are not part of the distribution and are not seen. Behaviours other than the default one are not tested.',
    ],
  }),
  {
    id: 'sec.elbv2.http',
    finds: {
      one: 'public listener on plain HTTP',
      many: 'public listeners on plain HTTP',
    },
    shows: [
      { field: 'port', title: 'Port', path: 'configuration.Port', kind: 'number' },
      { field: 'balancer', title: 'Load balancer', path: 'configuration.LoadBalancerArn' },
    ],
    beside: `${RESOURCE_COLUMNS} WHERE resourceType = 'AWS::ElasticLoadBalancingV2::LoadBalancer' AND configuration.scheme = 'internal'`,
    among: (listeners, { beside: internal }) => {
      const inside = new Set(internal.map(({ resourceId }) => resourceId));
      return listeners.filter(
        (row) => !inside.has(textAt(row, 'configuration.LoadBalancerArn') ?? ''),
      );
    },
    keep: (row) => !textsAt(row, 'configuration.DefaultActions.Type').includes('redirect'),
    advice: {
      verb: 'Redirect',
      one: 'HTTP listener to HTTPS',
      many: 'HTTP listeners to HTTPS',
      action: 'Make the default action a redirect to an HTTPS listener.',
      effort: 'low',
    },
    notes: ['Listeners of internal load balancers are left out.'],
  },
  problemCheck({
    id: 'sec.apigw.waf',
    finds: { one: 'API stage to protect', many: 'API stages to protect' },
    problems: (row) =>
      whichHold({
        'no WAF': textAt(row, 'configuration.webAclArn') === null,
        'no access log': textAt(row, 'configuration.accessLogSettings.destinationArn') === null,
      }),
    advice: {
      verb: 'Protect',
      one: 'API stage',
      many: 'API stages',
      action: 'Attach a web ACL and turn on the access log.',
      effort: 'low',
    },
  }),
  {
    id: 'sec.tgw.autoaccept',
    finds: {
      one: 'transit gateway that accepts every attachment',
      many: 'transit gateways that accept every attachment',
    },
    advice: {
      verb: 'Close',
      one: 'transit gateway',
      many: 'transit gateways',
      action: 'Turn off automatic acceptance and accept attachments one by one.',
      effort: 'low',
    },
  },
];

/** Security checks of networks and of what faces them. */
export const NETWORK_CHECK_ANALYZERS = CHECKS.map(defineConfigCheck);
