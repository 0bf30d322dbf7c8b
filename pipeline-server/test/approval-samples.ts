import type { ApprovalDetails, ApprovalRequest, Person } from '../contracts/approvals.ts';
import type { MessagePlaces, ReplayMemory } from '../contracts/notifications.ts';
import type { Plan } from '../contracts/plan.ts';
import { HASH, harmlessAction, harmlessPlan, OTHER_HASH } from '../policy/harmless-inputs.ts';

/** A plan of one action for tests, as an analysis recommended it. */
export function samplePlan(over: Partial<Plan> = {}): Plan {
  return harmlessPlan({
    recommendation: { id: 'cost.ec2.idle', analyzer: 'cost.ec2.idle' },
    ...over,
  });
}

/** An action of a plan for tests. */
export const sampleAction = harmlessAction;

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
    hashes: { artifact: HASH, semantic: OTHER_HASH },
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
