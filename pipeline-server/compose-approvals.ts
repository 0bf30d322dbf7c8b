import { readFile } from 'node:fs/promises';
import { ApproversPolicyError, openApprovers } from './approvals/approvers/cedar-approvers.ts';
import { DEFAULT_APPROVERS } from './approvals/approvers/default-approvers.ts';
import { createLedger } from './approvals/create-approvals.ts';
import { dispatchOutbox } from './approvals/dispatch-outbox.ts';
import { openDesk } from './approvals/open-desk.ts';
import { createPeople } from './approvals/people.ts';
import { type ReviewOrder, reviewCorrection } from './approvals/review-correction.ts';
import { sweep } from './approvals/sweep.ts';
import { createBeat } from './beat.ts';
import { composeNotify, type NotifyServices, notifierIds } from './compose-notify.ts';
import type { Config } from './config.ts';
import type { ApprovalStore, ExecutionStop } from './contracts/approval-store.ts';
import type { ApprovalDetails, Approvals, Approvers } from './contracts/approvals.ts';
import type { ChangeDesk } from './contracts/change-desk.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { Executor } from './contracts/executor.ts';
import type { CorrectionEntry, FindSection } from './contracts/feedback.ts';
import type { Hooks } from './contracts/hooks.ts';
import type { ApproverKeys, People } from './contracts/people.ts';
import type { Planner } from './contracts/planner.ts';
import { reasonOf } from './errors.ts';

/** Human approval: the ledger, who people are, and how they are told. */
export interface ApprovalServices {
  readonly approvals: Approvals;
  readonly approvers: Approvers;
  readonly store: ApprovalStore;
  readonly people: People;
  readonly keys: ApproverKeys;
  /** Accepts or declines what an approver would have changed. */
  readonly reviewCorrection: (id: string, order: ReviewOrder) => Promise<CorrectionEntry>;
  readonly notify: NotifyServices;
  /** Where flows ask to have something changed. */
  readonly desk: ChangeDesk;
  /** Does what time brings: expiry, reminders, executions, notifications. Until then nothing happens by itself. */
  start(): void;
  close(): Promise<void>;
}

const EVERY_MS = 2_000;

/** What it is composed of. */
export interface ApprovalFoundation {
  /** Finds what an accepted correction amends; without it nothing does. */
  readonly findSection?: FindSection;
  readonly config: Config;
  readonly openStore: (notifiers: readonly string[]) => ApprovalStore;
  readonly keys: ApproverKeys;
  readonly executors: ReadonlyMap<string, Executor>;
  readonly planner: Planner;
  readonly hooks: Hooks;
  /** As receipts name it: `sample organisation` or `live`. */
  readonly awsSource: string;
  /** Where browsers reach the server, without a slash at the end. */
  readonly address: () => string;
  readonly snsSource: Parameters<typeof composeNotify>[0]['snsSource'];
  readonly clock: Clock;
  readonly log: Logger;
}

const HOUR = 3_600_000;
const LEASE_MS = 60_000;

/**
 * Makes the ledger and what belongs to it.
 * @throws ApproversPolicyError when the policy of approvers cannot be followed: the server does not start then.
 */
export async function composeApprovals(foundation: ApprovalFoundation): Promise<ApprovalServices> {
  const { config, keys, clock, log, address } = foundation;
  const settings = config.approvals;
  const people = createPeople(settings.people, keys);
  const approvers = await openPolicy(foundation);
  const told = notifierIds(config);
  const store = foundation.openStore(told);
  const pageUrl = (id: string) => `${address()}/approvals/${id}`;
  const { places, replays } = store;
  const drawCard = cardDrawer(pageUrl, foundation);
  const notify = composeNotify({ ...foundation, pageUrl, places, replays, drawCard });
  const isEnabled = ({ kind, id }: Pick<Executor, 'kind' | 'id'>) =>
    settings.executors.includes(kind) &&
    (settings.onlyActions.length === 0 || settings.onlyActions.includes(id));
  const { approvals, deps } = createLedger({
    ...foundation,
    store,
    approvers,
    isEnabled,
    personToday: (person) => people.today(person),
    freezeAt: (now) => freezeAt(settings.freezes, now),
    times: {
      expiryMs: settings.expiresHours * HOUR,
      reminderMs: settings.remindHours * HOUR,
      escalationMs: settings.escalateHours * HOUR,
      leaseMs: LEASE_MS,
    },
  });
  const work = async () => {
    await sweep(deps, { executes: settings.executeOnApproval });
    await dispatchOutbox({ store, notifiers: notify.notifiers, clock, log });
  };
  const failure = 'approvals could not be looked after';
  const beat = createBeat({ work, everyMs: EVERY_MS, log, failure });
  approvals.watch(() => beat.soon());
  return {
    approvals,
    approvers,
    store,
    people,
    keys,
    reviewCorrection: (id, order) =>
      reviewCorrection(id, order, { ...deps, findSection: foundation.findSection ?? null }),
    notify,
    desk: openDesk({
      approvals,
      approvers,
      people,
      planner: foundation.planner,
      pageUrl,
      drawCard,
      isEnabled,
    }),
    start: () => beat.start(),
    close: async () => {
      await beat.stop();
      await notify.close();
    },
  };
}

/** Draws requests as cards for chats. */
function cardDrawer(pageUrl: (id: string) => string, { awsSource }: ApprovalFoundation) {
  return async (details: ApprovalDetails) => {
    const { renderApprovalCard } = await import('./pages/approval-card.ts');
    return renderApprovalCard(details, { url: pageUrl(details.request.id), awsSource });
  };
}

/** The product's own policy is opened when it is first asked; a file of the settings at once, so that its faults show. */
async function openPolicy({ config, log }: ApprovalFoundation): Promise<Approvers> {
  const { policyFile, quorum } = config.approvals;
  const open = (policy: string, source: string) =>
    openApprovers({ policy, source, quorum, groups: groupsOf(policy), log });
  if (policyFile !== null) return await open(await readPolicy(policyFile), policyFile);
  let opened: Promise<Approvers> | null = null;
  const own = () => {
    opened ??= open(DEFAULT_APPROVERS, "the product's own");
    return opened;
  };
  return {
    routingFor: async (plan, requester) => await (await own()).routingFor(plan, requester),
    mayApprove: async (person, request) => await (await own()).mayApprove(person, request),
  };
}

async function readPolicy(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ApproversPolicyError(
      `The policy of approvers ${file} cannot be read (${reasonOf(error)}).`,
    );
  }
}

/** The groups that a policy names. */
function groupsOf(policy: string): readonly string[] {
  return [...new Set([...policy.matchAll(/\bGroup::"([^"\\]+)"/g)].map(([, group = '']) => group))];
}

function freezeAt(freezes: Config['approvals']['freezes'], now: Date): ExecutionStop | null {
  const time = now.getTime();
  const found = freezes.find(({ from, to }) => Date.parse(from) <= time && time < Date.parse(to));
  if (found === undefined) return null;
  return { by: 'settings', reason: `freeze "${found.name}" until ${found.to}`, at: found.from };
}
