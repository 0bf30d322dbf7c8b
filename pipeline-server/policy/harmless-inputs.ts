import type { HookInputs, HookSettings } from '../contracts/hooks.ts';
import type { Plan, PlannedAction } from '../contracts/plan.ts';

/** Two hashes for the cases of hooks. */
export const HASH = `sha256:${'a1'.repeat(32)}`;
export const OTHER_HASH = `sha256:${'b2'.repeat(32)}`;

/** Settings that the cases of hooks are decided under. */
export const CASE_SETTINGS: HookSettings = Object.freeze({
  freezes: [
    { name: 'Christmas', from: '2026-12-20T00:00:00.000Z', to: '2027-01-05T00:00:00.000Z' },
  ],
  killSwitch: false,
  maximumResources: 3,
  maximumAccounts: 2,
  maximumMonthlyCostUsd: 100,
  protectedTags: ['protected', 'Retention=legal'],
  allowedRegions: ['ap-southeast-2', 'us-east-1'],
  allowedAccounts: ['111122223333', '444455556666'],
  evidenceHours: 24,
});

const SCENE = {
  actor: { id: 'erin@example.com', groups: ['finops'], proof: 'oidc' },
  now: '2026-03-02T10:00:00.000Z',
  chatId: 'chat-1',
} as const;

/** An action that no hook has anything against. */
export function harmlessAction(over: Partial<PlannedAction> = {}): PlannedAction {
  return {
    id: 'action-1',
    executor: 'ec2.stop-instance',
    kind: 'aws',
    description: 'Stop i-0123456789abcdef0 in payments (ap-southeast-2).',
    arguments: {
      accountId: '111122223333',
      region: 'ap-southeast-2',
      instanceId: 'i-0123456789abcdef0',
    },
    targets: [harmlessTarget()],
    rollback: 'Start it again.',
    canRollBack: true,
    ...over,
  };
}

/** A target that no hook has anything against. */
export function harmlessTarget(
  over: Partial<PlannedAction['targets'][number]> = {},
): PlannedAction['targets'][number] {
  return {
    accountId: '111122223333',
    accountName: 'payments',
    region: 'ap-southeast-2',
    resourceId: 'i-0123456789abcdef0',
    resourceType: 'AWS::EC2::Instance',
    tags: { Environment: 'dev' },
    ...over,
  };
}

/** A plan that no hook has anything against. */
export function harmlessPlan(over: Partial<Plan> = {}): Plan {
  return {
    title: 'Stop 1 idle EC2 instance',
    purpose: 'It used less than 2 % of its CPU for 14 days.',
    actions: [harmlessAction()],
    evidence: [
      {
        id: HASH,
        name: 'compute-optimizer:GetIdleRecommendations',
        at: '2026-03-02T08:00:00.000Z',
      },
    ],
    blastRadius: { resources: 1, accounts: 1, regions: 1, production: false },
    risk: 'low',
    monthlyCostChange: { amount: -42.5, currency: 'USD' },
    dryRun: null,
    artifact: null,
    recommendation: null,
    createdAt: '2026-03-02T09:00:00.000Z',
    ...over,
  };
}

const READ_CALL = {
  name: 'list_idle_resources',
  arguments: { limit: 10 },
  access: 'read',
  reason: 'It only reads.',
} as const;

/** What every hook lets pass: cases say what differs from it. */
export const HARMLESS: HookInputs = {
  question: { ...SCENE, text: 'Show me idle EC2 across all accounts', dataClass: 'INTERNAL' },
  plan: { ...SCENE, plan: harmlessPlan(), agreedBy: null },
  'before-tool': { ...SCENE, call: READ_CALL, agent: null, planAgreed: false },
  'after-tool': { ...SCENE, call: READ_CALL, output: '{"total":3}', failed: false },
  'before-answer': {
    ...SCENE,
    text: '3 instances are idle.',
    evidence: [HASH],
    executions: [],
    dataClass: 'INTERNAL',
  },
  'before-execution': {
    ...SCENE,
    plan: harmlessPlan(),
    planHash: HASH,
    approvedHash: HASH,
    requester: 'erin@example.com',
    approvers: ['mary@example.com'],
    approvedAt: '2026-03-02T09:30:00.000Z',
    expiresAt: '2026-03-03T09:00:00.000Z',
    redeemed: false,
  },
  'after-execution': {
    ...SCENE,
    plan: harmlessPlan(),
    action: harmlessAction(),
    passed: true,
    verified: true,
    evidence: ['i-0123456789abcdef0 is stopped.'],
  },
};
