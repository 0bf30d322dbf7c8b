import { Type } from 'typebox';
import type { LedgerDeps } from '../approvals/ledger-deps.ts';
import { hashPlan } from '../approvals/plan-hash.ts';
import type { ApprovalDraft, Approvers, DecisionOrder, Person } from '../contracts/approvals.ts';
import { defineExecutor, type Executor } from '../contracts/executor.ts';
import type { HookPass, Hooks } from '../contracts/hooks.ts';
import type { Plan } from '../contracts/plan.ts';
import { sampleAction, samplePerson, samplePlan } from './approval-samples.ts';

/** People of the tests: Erin asks, the others decide. */
export const ERIN = samplePerson('erin@example.com');
export const MARY = samplePerson('mary@example.com');
export const TOM = samplePerson('tom@example.com');

/** Instances that can be stopped: what the executor of the tests changes. */
export interface StoppableWorld {
  readonly stopped: Pick<Set<string>, 'has' | 'add' | 'delete'>;
  /** Told of every effect, in order: the same twice is a failure of the ledger. */
  readonly effects: { push(effect: string): unknown };
  /** What the executor does next, once. */
  next: 'done' | 'refused' | 'failed' | 'lost-after' | 'lost-before' | 'unclear' | 'unverified';
}

const HOUR = 3_600_000;

/** Times of the ledgers of tests. */
const LEDGER_TIMES: LedgerDeps['times'] = {
  expiryMs: 24 * HOUR,
  reminderMs: 4 * HOUR,
  escalationMs: 2 * HOUR,
  leaseMs: 60_000,
};

/** When the clocks of tests begin. */
export const LEDGER_START = Date.parse('2026-03-02T10:00:00.000Z');

/** A log that nobody reads. */
export const SILENT: LedgerDeps['log'] = { debug() {}, info() {}, warn() {}, error() {} };

/** What the ledgers of tests work with, besides their store, clock, policy and world: nothing is frozen, denied or switched off. */
export function ledgerParts(executor: Executor) {
  return {
    hooks: fakeHooks({ denies: '' }),
    executors: new Map([[executor.id, executor]]),
    isEnabled: () => true,
    personToday: async (person: Person) => person,
    freezeAt: () => null,
    times: LEDGER_TIMES,
    log: SILENT,
  } satisfies Partial<LedgerDeps>;
}

/** A policy that permits those of one group. */
export function fakeApprovers(settings: { quorum: number; mayApprove: boolean }): Approvers {
  return {
    routingFor: async () => ({ quorum: settings.quorum, groups: ['finops'], reason: 'for tests' }),
    mayApprove: async (person) => settings.mayApprove && person.groups.includes('finops'),
  };
}

/** Denies at the stage that the settings name. */
export function fakeHooks(settings: { denies: string }): Hooks {
  return {
    run(stage, input) {
      const verdict = {
        decision: 'deny',
        message: 'Denied for a test.',
        remedy: 'Change it.',
      } as const;
      const decidedBy = { hook: 'test-hook', stage, mode: 'on', verdict } as const;
      const pass: HookPass<typeof stage> =
        settings.denies === stage
          ? { decision: 'deny', decidedBy, said: [decidedBy], input }
          : { decision: 'allow', decidedBy: null, said: [], input };
      return pass;
    },
  };
}

/** Stops an instance of the fake world, and fails in the ways in which real ones do. */
export function stopInstance(world: StoppableWorld): Executor {
  const report = (passed: boolean, detail: string) => ({ passed, detail, facts: {} });
  const schema = Type.Object({
    accountId: Type.String(),
    region: Type.String(),
    instanceId: Type.String(),
  });
  const stop = (instanceId: string) => {
    world.effects.push(`stop ${instanceId}`);
    world.stopped.add(instanceId);
  };
  const once = () => {
    const { next } = world;
    world.next = 'done';
    return next;
  };
  return defineExecutor({
    id: 'ec2.stop-instance',
    kind: 'aws',
    description: 'Stops an instance.',
    arguments: schema,
    iamActions: ['ec2:StopInstances'],
    destructive: false,
    plan: () => null,
    async check({ instanceId }) {
      if (world.next === 'refused')
        return report(false, `${once()}: the instance is not idle any more.`);
      return report(!world.stopped.has(instanceId), 'The instance is stopped already.');
    },
    dryRun: async () => report(true, 'It would be stopped.'),
    async execute({ instanceId }) {
      switch (once()) {
        case 'failed':
          return report(false, 'AWS said no.');
        case 'lost-before':
          throw new Error('the connection broke');
        case 'lost-after':
          stop(instanceId);
          throw new Error('the connection broke');
        case 'unclear':
          world.next = 'unclear';
          throw new Error('the connection broke');
        case 'unverified':
          world.effects.push(`stop ${instanceId}`);
          return report(true, 'AWS took the request.');
        case 'refused':
        case 'done':
          stop(instanceId);
          return report(true, 'It is stopping.');
      }
    },
    verify: async ({ instanceId }) =>
      report(world.stopped.has(instanceId), 'It is stopped, or not.'),
    async rollBack({ instanceId }) {
      world.effects.push(`start ${instanceId}`);
      world.stopped.delete(instanceId);
      return report(true, 'It is started again.');
    },
    async reconcile({ instanceId }) {
      if (world.next === 'unclear') return 'unclear';
      return world.stopped.has(instanceId) ? 'done' : 'not-done';
    },
  });
}

/** A draft of a plan that stops these instances. */
export function draftOf(
  instances: readonly string[] = ['i-1'],
  over: Partial<ApprovalDraft> & { readonly plan?: Plan } = {},
): ApprovalDraft {
  const actions = instances.map((instanceId, index) =>
    sampleAction({
      id: `action-${index + 1}`,
      arguments: { accountId: '111122223333', region: 'ap-southeast-2', instanceId },
    }),
  );
  return {
    plan: samplePlan({ actions }),
    requester: ERIN,
    origin: { door: 'chat', chatId: 'chat-1', messageId: null },
    idempotencyKey: null,
    supersedes: null,
    ...over,
  };
}

/** An order to approve a plan. */
export function approvalOf(plan: Plan, over: Partial<DecisionOrder> = {}): DecisionOrder {
  return {
    verdict: 'approve',
    seenHash: hashPlan(plan).artifact,
    comment: null,
    correction: null,
    channel: 'page',
    ...over,
  };
}

/** An order to reject a plan, with its reasons. */
export function rejectionOf(plan: Plan, over: Partial<DecisionOrder> = {}): DecisionOrder {
  return approvalOf(plan, {
    verdict: 'reject',
    comment: 'Not this week.',
    correction: { what: 'Wait for Monday.', why: 'Month end runs on it.' },
    ...over,
  });
}

/** A person who may approve, for tests with many. */
export function approver(number: number): Person {
  return samplePerson(`approver-${number}@example.com`);
}
