import type { ApprovalDetails, ApprovalRequest, Person } from '../contracts/approvals.ts';
import type { MessagePlaces, ReplayMemory } from '../contracts/notifications.ts';
import type { Plan, PlannedAction } from '../contracts/plan.ts';

const HASH = `sha256:${'a1'.repeat(32)}`;

/** A plan of one action for tests. */
export function samplePlan(over: Partial<Plan> = {}): Plan {
  return {
    title: 'Stop 1 idle EC2 instance',
    purpose: 'It used less than 2 % of its CPU for 14 days.',
    actions: [sampleAction()],
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
    recommendation: { id: 'cost.ec2.idle', analyzer: 'cost.ec2.idle' },
    createdAt: '2026-03-02T09:00:00.000Z',
    ...over,
  };
}

/** An action of a plan for tests. */
export function sampleAction(over: Partial<PlannedAction> = {}): PlannedAction {
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
    targets: [
      {
        accountId: '111122223333',
        accountName: 'payments',
        region: 'ap-southeast-2',
        resourceId: 'i-0123456789abcdef0',
        resourceType: 'AWS::EC2::Instance',
        tags: { Environment: 'dev' },
      },
    ],
    rollback: 'Start it again.',
    canRollBack: true,
    ...over,
  };
}

/** A person whose identity is proved. */
export function samplePerson(id: string, over: Partial<Person> = {}): Person {
  return { id, name: null, groups: ['finops'], proof: 'oidc', ...over };
}

/** A request for approval for tests. */
export function sampleRequest(over: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    id: '019ca0de-0000-7000-8000-000000000001',
    version: 1,
    status: 'PENDING',
    plan: samplePlan(),
    hashes: { artifact: HASH, semantic: `sha256:${'b2'.repeat(32)}` },
    requester: samplePerson('erin@example.com', { name: 'Erin' }),
    origin: { door: 'chat', chatId: 'chat-1', messageId: 'message-1' },
    routing: { quorum: 1, groups: ['finops'], reason: 'Low risk outside production.' },
    createdAt: '2026-03-02T09:00:00.000Z',
    expiresAt: '2026-03-03T09:00:00.000Z',
    supersededBy: null,
    ...over,
  };
}

/** A request with nothing said of it yet. */
export function sampleDetails(over: Partial<ApprovalDetails> = {}): ApprovalDetails {
  return { request: sampleRequest(), decisions: [], history: [], outcomes: [], ...over };
}

/** Message places in memory. */
export function memoryPlaces(): MessagePlaces {
  const places = new Map<string, unknown>();
  return {
    read: async (approvalId, notifier) => places.get(`${approvalId} ${notifier}`) ?? null,
    write: async (approvalId, notifier, place) => {
      places.set(`${approvalId} ${notifier}`, place);
    },
  };
}

/** A replay memory that forgets with the process, and never by time. */
export function memoryReplays(): ReplayMemory {
  const keys = new Set<string>();
  return {
    remember: async (key) => {
      const isNew = !keys.has(key);
      keys.add(key);
      return isNew;
    },
    forget: async (key) => {
      keys.delete(key);
    },
  };
}
