import { Type } from 'typebox';
import type { ChangeableWorld } from '../changeable-world.ts';
import { AwsError, type Call, defineOperation, type Operation, refuseWith } from '../handler.ts';
import type { Json, JsonObject, Resource } from '../world/types.ts';
import { needResource, refuseDryRun, tagSet, textIn } from './find-resource.ts';

const refuse = refuseWith('InvalidParameterValue');

function needAddress({ world }: ChangeableWorld, call: Call, id: string): Resource {
  const code = 'InvalidAllocationID.NotFound';
  return needResource(world, call, { type: 'AWS::EC2::EIP', id, code });
}

const Addresses = Type.Object({
  AllocationId: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
});

/** DescribeAddresses by allocation ids. */
export function describeAddresses(changeable: ChangeableWorld): Operation {
  return defineOperation(Addresses, refuse, ({ AllocationId }, call) => ({
    addressesSet: AllocationId.map((id) => {
      const address = needAddress(changeable, call, id);
      return { ...address.configuration, tagSet: tagSet(address) };
    }),
  }));
}

const OneAddress = Type.Object({
  AllocationId: Type.String(),
  DryRun: Type.Optional(Type.String()),
});

/** ReleaseAddress: only what is associated with nothing. */
export function releaseAddress(changeable: ChangeableWorld): Operation {
  return defineOperation(OneAddress, refuse, (input, call) => {
    const address = needAddress(changeable, call, input.AllocationId);
    if (textIn(address.configuration, 'associationId') !== '') {
      const message = `Address with allocation id [${address.id}] is associated`;
      throw new AwsError('InvalidIPAddress.InUse', message);
    }
    refuseDryRun(input);
    changeable.remove(address);
    return { return: true };
  });
}

const Filters = Type.Object({
  Filter: Type.Array(
    Type.Object({ Name: Type.Literal('group-id'), Value: Type.Array(Type.String()) }),
    { minItems: 1, maxItems: 1 },
  ),
  MaxResults: Type.Optional(Type.String()),
});

/** One rule, as AWS Config groups it: a protocol, ports, and where from. */
interface Rule {
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly source: string;
}

function needGroup({ world }: ChangeableWorld, call: Call, id: string): Resource {
  const code = 'InvalidGroup.NotFound';
  return needResource(world, call, { type: 'AWS::EC2::SecurityGroup', id, code });
}

/** DescribeSecurityGroupRules of one group: the rules that let something in, from addresses. */
export function describeRules(changeable: ChangeableWorld): Operation {
  return defineOperation(Filters, refuse, ({ Filter: [filter] }, call) => ({
    securityGroupRuleSet: (filter?.Value ?? []).flatMap((id) => {
      const group = needGroup(changeable, call, id);
      return rulesOf(group).map(({ source, ...rule }, index) => ({
        securityGroupRuleId: `sgr-${id.slice(3, -2)}${String(index).padStart(2, '0')}`,
        groupId: id,
        groupOwnerId: group.accountId,
        isEgress: false,
        ...rule,
        ...(source.includes(':') ? { cidrIpv6: source } : { cidrIpv4: source }),
      }));
    }),
  }));
}

function rulesOf({ configuration: { ipPermissions } }: Resource): readonly Rule[] {
  return objects(ipPermissions).flatMap((permission) => {
    const { fromPort, toPort } = permission;
    const rule = {
      ipProtocol: textIn(permission, 'ipProtocol'),
      ...(typeof fromPort === 'number' && { fromPort }),
      ...(typeof toPort === 'number' && { toPort }),
    };
    return sourcesOf(permission).map((source) => ({ ...rule, source }));
  });
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}

/** Sources of both families; Config repeats those of IPv4 in two members. */
function sourcesOf({ ipv4Ranges, ipv6Ranges }: JsonObject): readonly string[] {
  return [
    ...objects(ipv4Ranges).map(({ cidrIp }) => cidrIp),
    ...objects(ipv6Ranges).map(({ cidrIpv6 }) => cidrIpv6),
  ].flatMap((source) => (typeof source === 'string' ? [source] : []));
}

const Ranges = Type.Object({
  GroupId: Type.String(),
  IpPermissions: Type.Array(
    Type.Object({
      IpProtocol: Type.Literal('tcp'),
      FromPort: Type.String({ pattern: '^\\d{1,5}$' }),
      ToPort: Type.String({ pattern: '^\\d{1,5}$' }),
      IpRanges: Type.Optional(Type.Array(Type.Object({ CidrIp: Type.String() }))),
      Ipv6Ranges: Type.Optional(Type.Array(Type.Object({ CidrIpv6: Type.String() }))),
    }),
    { minItems: 1, maxItems: 1 },
  ),
  DryRun: Type.Optional(Type.String()),
});

/** RevokeSecurityGroupIngress of exact rules. */
export function revokeIngress(changeable: ChangeableWorld): Operation {
  return defineOperation(Ranges, refuse, (input, call) => {
    const group = needGroup(changeable, call, input.GroupId);
    refuseDryRun(input);
    const gone = new Set(givenRules(input).map(ruleName));
    const rules = rulesOf(group);
    if (!rules.some((rule) => gone.has(ruleName(rule)))) {
      const message = 'The specified rule does not exist in this security group.';
      throw new AwsError('InvalidPermission.NotFound', message);
    }
    changeable.update(group, permissionsOf(rules.filter((rule) => !gone.has(ruleName(rule)))));
    return { return: true };
  });
}

/** AuthorizeSecurityGroupIngress of rules from addresses. */
export function authorizeIngress(changeable: ChangeableWorld): Operation {
  return defineOperation(Ranges, refuse, (input, call) => {
    const group = needGroup(changeable, call, input.GroupId);
    refuseDryRun(input);
    const known = rulesOf(group);
    const names = new Set(known.map(ruleName));
    const added = givenRules(input);
    if (added.some((rule) => names.has(ruleName(rule)))) {
      throw new AwsError('InvalidPermission.Duplicate', 'The specified rule already exists.');
    }
    changeable.update(group, permissionsOf([...known, ...added]));
    return { return: true };
  });
}

function givenRules({ IpPermissions }: Type.Static<typeof Ranges>): readonly Rule[] {
  return IpPermissions.flatMap(({ IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges }) => {
    const rule = { ipProtocol: IpProtocol, fromPort: Number(FromPort), toPort: Number(ToPort) };
    const sources = [
      ...(IpRanges ?? []).map(({ CidrIp }) => CidrIp),
      ...(Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ];
    return sources.map((source) => ({ ...rule, source }));
  });
}

function ruleName({ ipProtocol, fromPort, toPort, source }: Rule): string {
  return `${ipProtocol}/${fromPort}/${toPort}/${source}`;
}

/** In the spelling of AWS Config. */
function permissionsOf(rules: readonly Rule[]): JsonObject {
  return {
    ipPermissions: rules.map(({ source, ...rule }) => {
      const isSix = source.includes(':');
      return {
        ...rule,
        ipRanges: isSix ? [] : [source],
        ipv4Ranges: isSix ? [] : [{ cidrIp: source }],
        ipv6Ranges: isSix ? [{ cidrIpv6: source }] : [],
        prefixListIds: [],
        userIdGroupPairs: [],
      };
    }),
  };
}
