import type { EC2, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { Type } from 'typebox';
import { defineChange } from './aws-change.ts';
import { idIn } from './instance.ts';
import { EXACT, ec2Arn, ec2Id, PLACE } from './place-arguments.ts';

const ANYWHERE = new Set(['0.0.0.0/0', '::/0']);

/** Rules of a group that open a port to everyone. */
interface OpenRules {
  /** For this port and no other. */
  readonly exact: readonly SecurityGroupRule[];
  /** Wider than the port: taking them away would take more than was approved. */
  readonly wider: readonly SecurityGroupRule[];
}

/** Takes the rules away that open exactly one TCP port of a security group to everyone (RevokeSecurityGroupIngress). */
export const revokeOpenIngress = defineChange({
  id: 'ec2.revoke-open-ingress',
  description:
    'Takes away the rules that open one TCP port to the whole internet, and no wider ones.',
  service: 'ec2',
  arguments: Type.Object(
    {
      ...PLACE,
      groupId: ec2Id('sg'),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    },
    EXACT,
  ),
  destructive: false,
  reads: ['ec2:DescribeSecurityGroupRules'],
  writes: ['ec2:RevokeSecurityGroupIngress', 'ec2:AuthorizeSecurityGroupIngress'],
  types: ['AWS::EC2::SecurityGroup'],
  argumentsOf: ({ resourceId }) => ({ groupId: idIn(resourceId) }),
  arns: (input) => [
    ec2Arn(input, `security-group/${input.groupId}`),
    ec2Arn(input, 'security-group-rule/*'),
  ],
  words: ({ groupId, port }) => `Close TCP port ${port} of ${groupId} to 0.0.0.0/0 and ::/0`,
  rollback: 'Add the same rules again.',
  read: readRules,
  isDone: (seen) => seen !== null && seen.exact.length + seen.wider.length === 0,
  obstacle: ({ wider }) =>
    wider.length === 0
      ? null
      : `A rule opens more than this port (${wider.map(rangeOf).join(', ')}): narrow it by hand.`,
  seenWords: ({ exact }) => `${exact.length} rules open it: ${exact.map(sourceOf).join(', ')}.`,
  tryOut: (ec2, input) => ec2.revokeSecurityGroupIngress({ ...revocation(input), DryRun: true }),
  async change(ec2, input, { seen, facts }) {
    const sources = seen.exact.map(sourceOf);
    facts['sources'] = sources;
    await ec2.revokeSecurityGroupIngress(revocation(input, sources));
    return `Port ${input.port} of ${input.groupId} is closed to ${sources.join(' and ')}.`;
  },
  async undo(ec2, input, { facts }) {
    const sources = Array.isArray(facts['sources']) ? facts['sources'].map(String) : [];
    await ec2.authorizeSecurityGroupIngress(revocation(input, sources));
    return `Port ${input.port} of ${input.groupId} is open to ${sources.join(' and ')} again.`;
  },
  verifySeconds: 60,
});

interface Port {
  readonly groupId: string;
  readonly port: number;
}

async function readRules(ec2: EC2, { groupId, port }: Port): Promise<OpenRules> {
  const { SecurityGroupRules: rules = [] } = await ec2.describeSecurityGroupRules({
    Filters: [{ Name: 'group-id', Values: [groupId] }],
    MaxResults: 1_000,
  });
  const open = rules.filter((rule) => rule.IsEgress !== true && opens(rule, port));
  const isExact = (rule: SecurityGroupRule) => rule.FromPort === port && rule.ToPort === port;
  return { exact: open.filter(isExact), wider: open.filter((rule) => !isExact(rule)) };
}

function opens(rule: SecurityGroupRule, port: number): boolean {
  const { IpProtocol: protocol, FromPort: from = 0, ToPort: to = 65_535 } = rule;
  if (!ANYWHERE.has(sourceOf(rule))) return false;
  return protocol === '-1' || (protocol === 'tcp' && from <= port && port <= to);
}

function sourceOf({ CidrIpv4, CidrIpv6 }: SecurityGroupRule): string {
  return CidrIpv4 ?? CidrIpv6 ?? '';
}

function rangeOf({ IpProtocol, FromPort, ToPort }: SecurityGroupRule): string {
  return IpProtocol === '-1' ? 'all traffic' : `ports ${FromPort}–${ToPort}`;
}

function revocation({ groupId, port }: Port, sources: readonly string[] = ['0.0.0.0/0']) {
  const four = sources.filter((source) => !source.includes(':')).map((CidrIp) => ({ CidrIp }));
  const six = sources.filter((source) => source.includes(':')).map((CidrIpv6) => ({ CidrIpv6 }));
  return {
    GroupId: groupId,
    IpPermissions: [
      {
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        ...(four.length > 0 && { IpRanges: four }),
        ...(six.length > 0 && { Ipv6Ranges: six }),
      },
    ],
  };
}
