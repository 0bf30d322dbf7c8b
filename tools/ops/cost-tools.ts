import type { AnalysisToolDefinition } from './analysis-tool.ts';

const IDLE = {
  ec2: ['cost.ec2.idle'],
  ebs: ['cost.ebs.idle', 'cost.ebs.unattached'],
  rds: ['cost.rds.idle'],
  nat_gateway: ['cost.nat.idle'],
  data_store: ['cost.datastore.idle'],
  elastic_ip: ['cost.eip.unassociated'],
  load_balancer: ['cost.elbv2.idle', 'cost.elbv2.nolistener', 'cost.elb.classic'],
  stopped_instance: ['cost.ec2.stopped', 'cost.rds.stopped'],
  end_user_computing: ['cost.euc.idle'],
};

const RIGHTSIZING = {
  ec2: ['cost.ec2.rightsize'],
  auto_scaling: ['cost.asg.rightsize'],
  ebs: ['cost.ebs.rightsize', 'cost.ebs.gp2'],
  rds: ['cost.rds.rightsize'],
  lambda: ['cost.lambda.rightsize'],
  ecs: ['cost.ecs.rightsize'],
  graviton: ['cost.graviton'],
};

const COMMITMENTS = {
  buy_savings_plans: ['cost.sp.purchase'],
  buy_reservations: ['cost.ri.purchase'],
  coverage: ['cost.sp.coverage', 'cost.ri.coverage'],
  utilization: ['cost.sp.utilization', 'cost.ri.utilization'],
};

/** Savings: what is wasted, and what could be paid less for. */
const SAVING_TOOLS: readonly AnalysisToolDefinition[] = [
  {
    id: 'find_waste',
    title: 'Find waste',
    description:
      'Finds what is paid for and not used, over all services: idle instances, volumes, databases and gateways, unused addresses, old volume types. Answers the costliest first, with ranked options. Take it for "where can we save?"; take list_idle_resources for one kind of resource, savings_summary for the total alone.',
    analyzers: [
      'cost.ec2.idle',
      'cost.ebs.idle',
      'cost.ebs.unattached',
      'cost.ebs.gp2',
      'cost.rds.idle',
      'cost.nat.idle',
      'cost.datastore.idle',
      'cost.eip.unassociated',
      'cost.ec2.stopped',
    ],
    takes: ['tags'],
    groupings: ['account', 'region', 'team', 'type'],
    ranks: true,
    examples: [{}, { accounts: ['payments-prod'], limit: 10 }],
  },
  {
    id: 'savings_summary',
    title: 'Savings summary',
    description:
      "Answers how much could be saved per month in all, as AWS's Cost Optimization Hub totals it without counting twice, by kind of action, account, Region, service or resource type. Take it for totals; take find_waste for the resources behind them.",
    analyzers: ['cost.savings.summary'],
    groupings: ['account', 'region', 'service', 'type'],
    examples: [{}, { group_by: 'account' }],
  },
  {
    id: 'list_idle_resources',
    title: 'List idle resources',
    description:
      'Lists idle, unattached or stopped resources of one kind (or of all kinds) with their monthly saving, and ranked options. Take it for "show me idle EC2"; take find_waste for a view over everything.',
    analyzers: [
      'cost.ec2.idle',
      'cost.ebs.idle',
      'cost.rds.idle',
      'cost.nat.idle',
      'cost.datastore.idle',
    ],
    kinds: IDLE,
    takes: ['tags', 'days'],
    words: { days: 'For stopped instances: stopped for at least this many days.' },
    groupings: ['account', 'region', 'team'],
    ranks: true,
    examples: [{ kind: 'ec2' }, { kind: 'ebs', accounts: ['payments-prod'], group_by: 'account' }],
  },
  {
    id: 'rightsizing_options',
    title: 'Rightsizing options',
    description:
      'Lists resources that are larger than their use, or of an older type, with the size that AWS recommends and the saving per month. Take it for "what is over-provisioned?".',
    analyzers: [
      'cost.ec2.rightsize',
      'cost.ebs.rightsize',
      'cost.rds.rightsize',
      'cost.lambda.rightsize',
    ],
    kinds: RIGHTSIZING,
    takes: ['tags'],
    groupings: ['account', 'region', 'team'],
    ranks: true,
    examples: [{}, { kind: 'rds' }],
  },
  {
    id: 'commitment_options',
    title: 'Savings Plans and reservations',
    description:
      'Answers which Savings Plans and reserved capacity AWS recommends to buy, and how far existing commitments cover the use and are used. Take it for questions about Savings Plans, reserved instances and commitments.',
    analyzers: ['cost.sp.purchase', 'cost.ri.purchase'],
    kinds: COMMITMENTS,
    takes: ['days'],
    words: {
      days: 'With kind utilization: the Savings Plans and reservations that end within so many days.',
    },
    examples: [{}, { kind: 'coverage' }],
  },
];

/** Spending: what was, what changed, what will be. */
const SPENDING_TOOLS: readonly AnalysisToolDefinition[] = [
  {
    id: 'cost_by',
    title: 'Cost by service, account or time',
    description:
      'Answers what was spent in a period, by service, account, Region, team, environment, any cost-allocation tag, or month by month or day by day; group_by has also the effective cost per unit of usage, whole or by team, environment or any tag. Take it for "what did we spend on ...?" and "top services"; take cost_compare for changes. Asks Cost Explorer: each request costs USD 0.01, which the receipt counts.',
    analyzers: ['cost.history'],
    takes: ['period', 'services', 'tags', 'tag_key'],
    groupings: [
      'service',
      'account',
      'region',
      'team',
      'environment',
      'unit',
      'team_unit',
      'environment_unit',
      'tag',
      'tag_unit',
      'month',
      'day',
    ],
    words: {
      group_by:
        'What to add up by; service when left out. unit: cost per unit by usage type; team_unit and environment_unit: by the value of that cost-allocation tag; tag and tag_unit: cost, and cost per unit, by the tag of tag_key.',
    },
    examples: [
      { period: 'last month', group_by: 'service' },
      { group_by: 'tag_unit', tag_key: 'CostCentre' },
    ],
  },
  {
    id: 'cost_compare',
    title: 'Compare the cost of two periods',
    description:
      'Compares a period with the one before it (or with compare_to) by service, account or Region: what rose, what fell, by how much. With kind drivers: which usage, discounts and commitments are behind it. Take it for "why did the bill go up?".',
    analyzers: ['cost.mom'],
    kinds: { changes: ['cost.mom'], drivers: ['cost.drivers'] },
    words: { kind: 'What to answer; changes when left out.' },
    takes: ['period', 'compare_to', 'services'],
    groupings: ['service', 'account', 'region', 'type', 'team'],
    examples: [{}, { period: 'last month', group_by: 'account' }, { kind: 'drivers' }],
  },
  {
    id: 'cost_forecast',
    title: 'Cost forecast',
    description:
      'Answers what the bill will be at the end of this month and in the next months, with the interval that AWS forecasts. Take it for "what will we pay?".',
    analyzers: ['cost.forecast'],
    takes: ['period', 'services'],
    words: { period: 'Until when to forecast, e.g. "next quarter" or "2026-12".' },
    examples: [{}],
  },
  {
    id: 'cost_anomalies',
    title: 'Cost anomalies',
    description:
      'Lists unusual spending: what AWS Cost Anomaly Detection found, and days that lie far above the days before. Take it for "anything odd on the bill?".',
    analyzers: ['cost.anomalies', 'cost.daily.spike'],
    kinds: { detected_by_aws: ['cost.anomalies'], daily_spikes: ['cost.daily.spike'] },
    takes: ['period', 'services', 'days'],
    words: { days: 'How many days to look back.' },
    examples: [{}, { kind: 'daily_spikes', days: 30 }],
  },
];

/** What can be asked about cost. */
export const COST_TOOLS: readonly AnalysisToolDefinition[] = [...SAVING_TOOLS, ...SPENDING_TOOLS];
