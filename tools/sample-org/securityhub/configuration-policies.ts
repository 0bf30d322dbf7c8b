import { Type } from 'typebox';
import { AwsError, type Call, defineOperation, type Operation } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { createRandom } from '../world/random.ts';
import type { World, WorldAccount } from '../world/types.ts';
import { invalidInput } from './filtering/finding-filters.ts';
import { uuidFrom } from './findings/uuid-from.ts';
import { isAdministrator, needHub } from './hub-membership.ts';
import { STANDARDS } from './standards.ts';

/** A policy of central configuration. */
interface Policy {
  readonly name: string;
  readonly description: string;
  /** How many of the standards it enables, in their order. */
  readonly standards: number;
}

const POLICIES = {
  baseline: { name: 'baseline', description: 'Every account', standards: 2 },
  production: { name: 'production', description: 'Accounts with customer data', standards: 4 },
  sandbox: { name: 'sandbox', description: 'Findings without standards', standards: 0 },
} as const satisfies Record<string, Policy>;

const SELF_MANAGED = 'SELF_MANAGED_SECURITY_HUB';

/** Central configuration is the administrator's, in the home Region. */
function needAdministrator(world: World, call: Call): void {
  needHub(world, call);
  if (isAdministrator(world, call) && call.region === world.homeRegion) return;
  const message = `User: ${call.caller.arn} is not authorized to perform: securityhub:${call.operation}`;
  throw new AwsError('AccessDeniedException', message, 403);
}

/** DescribeOrganizationConfiguration: policies decide. */
export function organizationConfigurationOperation(world: World): Operation {
  return defineOperation(Type.Object({}), invalidInput, (_input, call) => {
    needAdministrator(world, call);
    return {
      AutoEnable: false,
      MemberAccountLimitReached: false,
      AutoEnableStandards: 'NONE',
      OrganizationConfiguration: { ConfigurationType: 'CENTRAL', Status: 'ENABLED' },
    };
  });
}

function policyId({ parameters }: World, { name }: Policy): string {
  return uuidFrom(createRandom(parameters.seed, 'configuration policy', name));
}

/** The policies' ids. */
export function configurationPolicyIds(world: World): readonly string[] {
  return Object.values(POLICIES).map((policy) => policyId(world, policy));
}

const PolicyInput = Type.Object({ Identifier: Type.String({ minLength: 1 }) });

/** GetConfigurationPolicy: what a policy turns on. */
export function configurationPolicyOperation(world: World): Operation {
  return defineOperation(PolicyInput, invalidInput, ({ Identifier }, call) => {
    needAdministrator(world, call);
    const policy = Object.values(POLICIES).find((each) => policyId(world, each) === Identifier);
    if (policy === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The policy was not found.', 404);
    }
    return policyShape(world, policy);
  });
}

function policyShape(world: World, policy: Policy) {
  const time = world.parameters.now.toISOString();
  const id = policyId(world, policy);
  return {
    Arn: `arn:aws:securityhub:${world.homeRegion}:${world.auditAccountId}:configuration-policy/${id}`,
    Id: id,
    Name: policy.name,
    Description: policy.description,
    CreatedAt: time,
    UpdatedAt: time,
    ConfigurationPolicy: {
      SecurityHub: {
        ServiceEnabled: true,
        EnabledStandardIdentifiers: STANDARDS.slice(0, policy.standards).map(
          ({ id: standard }) => `arn:aws:securityhub:${world.homeRegion}::${standard}`,
        ),
        SecurityControlsConfiguration: { DisabledSecurityControlIdentifiers: [] },
      },
    },
  };
}

const AssociationsInput = Type.Object({
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  NextToken: Type.Optional(Type.String()),
});

/** ListConfigurationPolicyAssociations: the root's policy, and what holds for each account. */
export function policyAssociationsOperation(world: World): Operation {
  return defineOperation(AssociationsInput, invalidInput, (input, call) => {
    needAdministrator(world, call);
    const root = {
      ConfigurationPolicyId: policyId(world, POLICIES.baseline),
      TargetId: world.rootId,
      TargetType: 'ROOT',
      AssociationType: 'APPLIED',
      AssociationStatus: 'SUCCESS',
      UpdatedAt: world.parameters.now.toISOString(),
    };
    const members = world.accounts.filter(({ state }) => state === 'ACTIVE');
    const page = cutPage([root, ...members.map((account) => association(world, account))], {
      token: input.NextToken,
      size: input.MaxResults ?? 100,
      request: null,
      refuse: invalidInput,
    });
    return {
      ConfigurationPolicyAssociationSummaries: page.items,
      ...(page.token && { NextToken: page.token }),
    };
  });
}

function association(world: World, account: WorldAccount) {
  const failed = !account.enrolled;
  return {
    ConfigurationPolicyId: policyOf(world, account),
    TargetId: account.id,
    TargetType: 'ACCOUNT',
    AssociationType: account.environment === 'prod' ? 'INHERITED' : 'APPLIED',
    AssociationStatus: failed ? 'FAILED' : 'SUCCESS',
    ...(failed && { AssociationStatusMessage: 'AWS Config is not enabled in eu-west-1.' }),
    UpdatedAt: world.parameters.now.toISOString(),
  };
}

/** An account that lets nobody in manages itself. */
function policyOf(world: World, { assumable, environment }: WorldAccount): string {
  if (!assumable) return SELF_MANAGED;
  if (environment === 'sandbox') return policyId(world, POLICIES.sandbox);
  return policyId(world, environment === 'prod' ? POLICIES.production : POLICIES.baseline);
}
