import { Type } from 'typebox';
import { AwsError, type Call, defineOperation, type Operation } from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { World } from '../world/types.ts';
import type { Control } from './controls/control.ts';
import { CONTROLS } from './controls/controls.ts';
import { invalidInput } from './filtering/finding-filters.ts';
import { remediationUrl } from './findings/control-findings.ts';
import { needHub } from './hub-membership.ts';
import { STANDARDS, type Standard, standardsOf } from './standards.ts';

const MaxResults = Type.Optional(Type.Integer({ minimum: 1, maximum: 100 }));
const NextToken = Type.Optional(Type.String());

function standardArn({ id }: Standard, region: string): string {
  return `arn:aws:securityhub:${region}::${id}`;
}

/** DescribeStandards: the standards there are. */
export function describeStandardsOperation(world: World): Operation {
  return defineOperation(Type.Object({ MaxResults, NextToken }), invalidInput, (input, call) => {
    needHub(world, call);
    const page = cutPage(STANDARDS, {
      token: input.NextToken,
      size: input.MaxResults ?? 100,
      request: null,
      refuse: invalidInput,
    });
    return {
      Standards: page.items.map((standard) => ({
        StandardsArn: standardArn(standard, call.region),
        Name: standard.name,
        Description: standard.description,
        EnabledByDefault: standard.enabledByDefault,
        StandardsManagedBy: { Company: 'AWS', Product: 'Security Hub' },
      })),
      ...(page.token && { NextToken: page.token }),
    };
  });
}

const EnabledInput = Type.Object({
  StandardsSubscriptionArns: Type.Optional(
    Type.Array(Type.String(), { minItems: 1, maxItems: 25 }),
  ),
  MaxResults,
  NextToken,
});

/** GetEnabledStandards: the caller's subscriptions in the Region. */
export function enabledStandardsOperation(world: World): Operation {
  return defineOperation(EnabledInput, invalidInput, (input, call) => {
    needHub(world, call);
    const { StandardsSubscriptionArns: wanted } = input;
    const subscriptions = STANDARDS.map((standard) => subscription(standard, call)).filter(
      ({ StandardsSubscriptionArn }) => wanted?.includes(StandardsSubscriptionArn) ?? true,
    );
    const page = cutPage(subscriptions, {
      token: input.NextToken,
      size: input.MaxResults ?? 100,
      request: wanted ?? null,
      refuse: invalidInput,
    });
    return { StandardsSubscriptions: page.items, ...(page.token && { NextToken: page.token }) };
  });
}

function subscription(standard: Standard, { region, caller }: Call) {
  const path = standard.id.replace('standards/', 'subscription/');
  return {
    StandardsSubscriptionArn: `arn:aws:securityhub:${region}:${caller.accountId}:${path}`,
    StandardsArn: standardArn(standard, region),
    StandardsInput: {},
    StandardsStatus: 'READY',
    StandardsControlsUpdatable: 'READY_FOR_UPDATES',
  };
}

const DefinitionsInput = Type.Object({
  StandardsArn: Type.Optional(Type.String()),
  MaxResults,
  NextToken,
});

/** ListSecurityControlDefinitions: the controls, of one standard or of all. */
export function controlDefinitionsOperation(world: World): Operation {
  return defineOperation(DefinitionsInput, invalidInput, (input, call) => {
    needHub(world, call);
    const page = cutPage(controlsIn(input.StandardsArn, call.region), {
      token: input.NextToken,
      size: input.MaxResults ?? 100,
      request: input.StandardsArn ?? null,
      refuse: invalidInput,
    });
    return {
      SecurityControlDefinitions: page.items.map(definition),
      ...(page.token && { NextToken: page.token }),
    };
  });
}

function controlsIn(arn: string | undefined, region: string): readonly Control[] {
  if (arn === undefined) return CONTROLS;
  const standard = STANDARDS.find((candidate) => standardArn(candidate, region) === arn);
  if (!standard) {
    throw new AwsError('ResourceNotFoundException', `Standard ${arn} was not found.`, 404);
  }
  return CONTROLS.filter((control) => standardsOf(control).includes(standard));
}

function definition(control: Control) {
  return {
    SecurityControlId: control.id,
    Title: control.title,
    Description: `This control checks resources of type ${control.resourceType} with the AWS Config rule ${control.rule}.`,
    RemediationUrl: remediationUrl(control),
    SeverityRating: control.severity,
    CurrentRegionAvailability: 'AVAILABLE',
    CustomizableProperties: [],
  };
}
