import { Type } from 'typebox';
import { defineOperation, type Operation, refuseWith } from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { Json, Resource, World } from '../world/types.ts';
import { needAggregator } from './aggregator.ts';
import { invalidToken, pageLimit } from './page-limit.ts';
import { recordedCells, recordedResources, resourceFilter } from './recorded-resources.ts';
import { isJsonObject } from './sql/configuration-document.ts';

/** Contributors beyond this number are not counted. */
const COUNT_CAP = 25;

const PLACE = {
  AccountId: Type.Optional(Type.String({ pattern: '^\\d{12}$' })),
  AwsRegion: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
};

const COMPLIANCE = ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA'];

const RulesInput = Type.Object({
  ConfigurationAggregatorName: Type.String({ minLength: 1, maxLength: 256 }),
  Filters: Type.Optional(
    Type.Object({
      ConfigRuleName: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
      ComplianceType: Type.Optional(Type.Enum(COMPLIANCE)),
      ...PLACE,
    }),
  ),
  Limit: Type.Optional(Type.Integer()),
  NextToken: Type.Optional(Type.String()),
});

/** DescribeAggregateComplianceByConfigRules: each rule in each account and Region where it judged a resource. */
export function ruleComplianceOperation(world: World): Operation {
  return defineOperation(RulesInput, refuseWith('ValidationException'), (input, call) => {
    needAggregator(world, input.ConfigurationAggregatorName, call);
    const { NextToken, Limit, Filters = {}, ...request } = input;
    const page = cutPage(matchingRules(world, Filters), {
      token: NextToken,
      size: pageLimit(Limit, { usual: 100, most: 1000 }),
      request: { ...request, Filters },
      refuse: invalidToken,
    });
    return {
      AggregateComplianceByConfigRules: page.items,
      ...(page.token && { NextToken: page.token }),
    };
  });
}

function* matchingRules(
  world: World,
  filters: NonNullable<Type.Static<typeof RulesInput>['Filters']>,
) {
  const { AccountId, AwsRegion, ConfigRuleName, ComplianceType } = filters;
  const type = 'AWS::Config::ResourceCompliance';
  const filter = resourceFilter({ AccountId, Region: AwsRegion, ResourceType: type });
  for (const cell of recordedCells(world, filter)) {
    const place = { accountIds: [cell.account.id], regions: [cell.region], types: [type] };
    for (const [name, failed] of failuresByRule(recordedResources(world, place))) {
      const Compliance = ruleCompliance(failed);
      if ((ConfigRuleName ?? name) !== name) continue;
      if ((ComplianceType ?? Compliance.ComplianceType) !== Compliance.ComplianceType) continue;
      const { account, region } = cell;
      yield { ConfigRuleName: name, Compliance, AccountId: account.id, AwsRegion: region };
    }
  }
}

function failuresByRule(records: Iterable<Resource>): ReadonlyMap<string, number> {
  const failures = new Map<string, number>();
  for (const { configuration } of records) {
    const rules = configuration['configRuleList'];
    for (const rule of Array.isArray(rules) ? rules.filter(isJsonObject) : []) {
      const name = textOf(rule['configRuleName']);
      const failed = rule['complianceType'] === 'NON_COMPLIANT' ? 1 : 0;
      failures.set(name, (failures.get(name) ?? 0) + failed);
    }
  }
  return failures;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function ruleCompliance(failed: number) {
  if (failed === 0) return { ComplianceType: 'COMPLIANT' };
  return {
    ComplianceType: 'NON_COMPLIANT',
    ComplianceContributorCount: {
      CappedCount: Math.min(failed, COUNT_CAP),
      CapExceeded: failed > COUNT_CAP,
    },
  };
}

const PacksInput = Type.Object({
  ConfigurationAggregatorName: Type.String({ minLength: 1, maxLength: 256 }),
  Filters: Type.Optional(
    Type.Object({
      ConformancePackName: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
      ComplianceType: Type.Optional(Type.Enum(['COMPLIANT', 'NON_COMPLIANT', 'INSUFFICIENT_DATA'])),
      ...PLACE,
    }),
  ),
  Limit: Type.Optional(Type.Integer()),
  NextToken: Type.Optional(Type.String()),
});

/** DescribeAggregateComplianceByConformancePacks: each pack in each account and Region. */
export function packComplianceOperation(world: World): Operation {
  return defineOperation(PacksInput, refuseWith('ValidationException'), (input, call) => {
    needAggregator(world, input.ConfigurationAggregatorName, call);
    const { NextToken, Limit, Filters = {}, ...request } = input;
    const page = cutPage(matchingPacks(world, Filters), {
      token: NextToken,
      size: pageLimit(Limit, { usual: 100, most: 100 }),
      request: { ...request, Filters },
      refuse: invalidToken,
    });
    return {
      AggregateComplianceByConformancePacks: page.items,
      ...(page.token && { NextToken: page.token }),
    };
  });
}

function* matchingPacks(
  world: World,
  filters: NonNullable<Type.Static<typeof PacksInput>['Filters']>,
) {
  const { AccountId, AwsRegion, ConformancePackName, ComplianceType } = filters;
  const type = 'AWS::Config::ConformancePackCompliance';
  const filter = resourceFilter({ AccountId, Region: AwsRegion, ResourceType: type });
  for (const record of recordedResources(world, filter)) {
    const pack = packCompliance(record);
    const named = (ConformancePackName ?? pack.ConformancePackName) === pack.ConformancePackName;
    const found = pack.Compliance.ComplianceType;
    if (named && (ComplianceType ?? found) === found) yield pack;
  }
}

function packCompliance({ name, accountId, region, configuration }: Resource) {
  return {
    ConformancePackName: name ?? '',
    Compliance: {
      ComplianceType: textOf(configuration['complianceType']),
      CompliantRuleCount: Number(configuration['compliantRuleCount']),
      NonCompliantRuleCount: Number(configuration['nonCompliantRuleCount']),
      TotalRuleCount: Number(configuration['totalRuleCount']),
    },
    AccountId: accountId,
    AwsRegion: region,
  };
}
