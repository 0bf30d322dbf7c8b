import type { AnalysisToolDefinition } from './analysis-tool.ts';

/** What can be asked about what there is, whose it is, and what can be seen of it. */
export const INVENTORY_TOOLS: readonly AnalysisToolDefinition[] = [
  {
    id: 'count_resources',
    title: 'Count resources',
    description:
      'Counts resources over all accounts, by type, or by account and Region. Take it for "how many Lambda functions do we have?"; take find_resource for a single resource.',
    analyzers: ['inv.count.types'],
    kinds: {
      by_type: ['inv.count.types'],
      by_account_and_region: ['inv.count.accounts'],
      ec2_by_type: ['inv.ec2.types'],
      lambda_by_runtime: ['inv.lambda.runtimes'],
      rds_by_engine: ['inv.rds.engines'],
    },
    words: { kind: 'How to count; by type when left out.' },
    takes: ['resource_types'],
    examples: [
      {},
      { kind: 'by_account_and_region' },
      { resource_types: ['AWS::Lambda::Function'] },
    ],
  },
  {
    id: 'find_resource',
    title: 'Find a resource',
    description:
      'Finds a resource by its exact id, ARN, name or IP address, or by a tag, in every account and Region. Take it for "whose is i-0abc...?" and "which interface has this address?".',
    analyzers: ['inv.find'],
    requires: ['search'],
    askedOfPeople: 'search',
    words: { search: 'An exact id, ARN, name or IP address, or a tag as key=value.' },
    examples: [{ search: 'payments-prod-gateway-12' }, { search: 'Team=platform' }],
  },
  {
    id: 'list_accounts',
    title: 'List accounts',
    description:
      'Lists the accounts of the organization with their ids, status and tags. Take it first when a question names an account or a team that is not known yet.',
    analyzers: ['inv.accounts'],
    kinds: { all: ['inv.accounts'], suspended: ['inv.accounts.suspended'] },
    takes: ['tags'],
    examples: [{}],
  },
  {
    id: 'tag_coverage',
    title: 'Tag coverage',
    description:
      'Answers which share of resources carries the required tags (owner, environment, cost centre), by account, Region, type or team; with kind spend, how much money is spent without cost tags. Take it for "what can we not assign to a team?".',
    analyzers: ['inv.tags.coverage'],
    kinds: { resources: ['inv.tags.coverage'], spend: ['cost.tags.untagged'] },
    words: { kind: 'What to measure; resources when left out.' },
    takes: ['period'],
    groupings: ['account', 'region', 'type', 'team'],
    examples: [{}, { group_by: 'team' }, { kind: 'spend', period: 'last month' }],
  },
  {
    id: 'resource_owners',
    title: 'Resources by owner',
    description:
      'Counts resources by the owner that their tags name, and those without an owner. Take it for "who owns this?" and "how much has no owner?".',
    analyzers: ['inv.tags.owner'],
    takes: ['tags', 'resource_types'],
    examples: [{}],
  },
  {
    id: 'coverage_report',
    title: 'What cannot be seen',
    description:
      'Answers which accounts and Regions the answers do not cover: without Config recorder, Security Hub, Cost Optimization Hub or Compute Optimizer. Take it for "can I trust this?" and before an audit.',
    analyzers: ['inv.config.coverage', 'sec.sh.coverage', 'cost.coh.coverage', 'cost.co.coverage'],
    kinds: {
      config: ['inv.config.coverage'],
      security_hub: ['sec.sh.coverage'],
      cost_optimization_hub: ['cost.coh.coverage'],
      compute_optimizer: ['cost.co.coverage'],
    },
    examples: [{}, { kind: 'config' }],
  },
];
