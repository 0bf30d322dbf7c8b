import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openApprovers } from '../pipeline-server/approvals/approvers/cedar-approvers.ts';
import { DEFAULT_APPROVERS } from '../pipeline-server/approvals/approvers/default-approvers.ts';
import { createLedger } from '../pipeline-server/approvals/create-approvals.ts';
import type {
  ApprovalDraft,
  ApprovalRequest,
  Approvals,
  Person,
} from '../pipeline-server/contracts/approvals.ts';
import { createApprovalStore } from '../pipeline-server/state/approval-store.ts';
import { openDatabase } from '../pipeline-server/state/database.ts';
import { samplePerson } from '../pipeline-server/test/approval-samples.ts';
import {
  approvalOf,
  draftOf,
  ledgerParts,
  SILENT,
  stopInstance,
} from '../pipeline-server/test/ledger-fakes.ts';
import type { Figure } from './figures.ts';
import { median } from './statistics.ts';

const PENDING = 1000;
const LISTS = 20;
const APPROVER = samplePerson('mary@example.com', { groups: ['approvers'] });

/** How fast the ledger lists and decides on the embedded store, each decision on the disk before the next begins. */
export async function measureApprovals(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-bench-'));
  const database = await openDatabase(path.join(folder, 'xops.db'));
  try {
    const { approvals } = await openLedger(database);
    const requests = await makeRequests(approvals);
    return [
      await measureList(approvals, null),
      await measureList(approvals, APPROVER),
      await measureDecisions(approvals, requests),
    ];
  } finally {
    await database.destroy();
    await rm(folder, { recursive: true });
  }
}

async function openLedger(database: Awaited<ReturnType<typeof openDatabase>>) {
  const clock = { now: () => new Date() };
  const executor = stopInstance({ stopped: new Set(), effects: [], next: 'done' });
  return createLedger({
    ...ledgerParts(executor),
    store: createApprovalStore({ database, notifiers: ['slack'], publish: () => undefined, clock }),
    approvers: await openApprovers({
      policy: DEFAULT_APPROVERS,
      source: 'bench',
      quorum: { low: 1, medium: 1, high: 2, critical: 2 },
      groups: APPROVER.groups,
      log: SILENT,
    }),
    clock,
  });
}

/** No two plans are for the same account, so that the policy is asked about each. */
function draftFor(number: number): ApprovalDraft {
  const draft = draftOf(['i-1', 'i-2']);
  const accountId = String(100_000_000_000 + number);
  const actions = draft.plan.actions.map((action) => ({
    ...action,
    targets: action.targets.map((target) => ({ ...target, accountId })),
  }));
  return { ...draft, plan: { ...draft.plan, actions } };
}

async function makeRequests(approvals: Approvals): Promise<readonly ApprovalRequest[]> {
  const made: ApprovalRequest[] = [];
  for (let number = 0; number < PENDING; number += 1) {
    made.push(await approvals.request(draftFor(number)));
  }
  return made;
}

async function measureList(approvals: Approvals, waitingFor: Person | null): Promise<Figure> {
  const times: number[] = [];
  for (let pass = 0; pass < LISTS; pass += 1) {
    const startedAt = performance.now();
    const query = { statuses: ['PENDING'], requester: null, waitingFor } as const;
    const { length } = await approvals.list({ ...query, limit: PENDING, after: null });
    times.push(performance.now() - startedAt);
    if (length !== PENDING) throw new Error(`The measurement is void: ${length} were listed.`);
  }
  return {
    name: `${PENDING} pending approvals listed${waitingFor === null ? '' : ', those for one approver'}`,
    value: median(times),
    unit: 'ms',
    aim: { below: 50 },
    note:
      waitingFor === null
        ? `median of ${LISTS}, whole plans`
        : `and whom the policy permits; the first of ${LISTS} took ${times[0]?.toFixed(0)} ms`,
  };
}

async function measureDecisions(
  approvals: Approvals,
  requests: readonly ApprovalRequest[],
): Promise<Figure> {
  const startedAt = performance.now();
  for (const { id, plan } of requests) {
    const { status } = await approvals.decide(id, approvalOf(plan), APPROVER);
    if (status !== 'APPROVED') throw new Error(`The measurement is void: one is ${status}.`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    name: 'decisions',
    value: requests.length / seconds,
    unit: '/s',
    aim: { atLeast: 200 },
    note: `${requests.length} one after the other, each on the disk, with audit record and notification`,
  };
}
