import type { ApprovalRequest } from '../contracts/approvals.ts';
import type { AuditLog, AuditRecord } from '../contracts/audit.ts';
import { contentHash, isRecord } from '../contracts/canonical-json.ts';
import { createAuditLog } from './audit-log.ts';
import type { StateDatabase } from './database.ts';

/** What a comparison of the ledger with the audit chain found. */
export interface LedgerCheck {
  /** Requests that agree with the chain: all, or those before the first that does not. */
  readonly requests: number;
  readonly difference: { readonly approval: string; readonly reason: string } | null;
}

/** What the chain says of a request. */
interface Witnessed {
  version: unknown;
  status: unknown;
  plan: unknown;
  /** `kind at` of each step, by version. */
  readonly steps: Map<unknown, string>;
  readonly decisions: Set<unknown>;
  /** Of each action, the last. */
  readonly outcomes: Map<unknown, unknown>;
}

const PAGE = 1000;

/**
 * Compares what is kept of approvals with what the chain has witnessed: status, version, plan, steps, decisions and outcomes.
 * Both are read as they were at one moment. Whether the chain itself is whole is another check's.
 */
export async function checkLedger(database: StateDatabase): Promise<LedgerCheck> {
  return await database.transaction().execute(async (inside) => {
    const witnessed = await readWitnesses(createAuditLog(inside, () => undefined));
    const rows = inside.selectFrom('approvals').select('id').orderBy('id');
    const kept = new Set((await rows.execute()).map(({ id }) => id));
    const ids = [...new Set([...kept, ...witnessed.keys()])].toSorted();
    for (const [index, approval] of ids.entries()) {
      const reason = await differenceOf(inside, approval, witnessed.get(approval));
      if (reason !== null) return { requests: index, difference: { approval, reason } };
    }
    return { requests: ids.length, difference: null };
  });
}

async function readWitnesses(log: Pick<AuditLog, 'read'>): Promise<Map<string, Witnessed>> {
  const witnessed = new Map<string, Witnessed>();
  for (let after = 0; ; ) {
    const page = await log.read({ after, limit: PAGE });
    for (const record of page) witness(record, witnessed);
    after = page.at(-1)?.sequence ?? after;
    if (page.length < PAGE) return witnessed;
  }
}

function witness({ json }: AuditRecord, witnessed: Map<string, Witnessed>): void {
  const record: unknown = JSON.parse(json);
  if (!isRecord(record) || !isRecord(record['facts'])) return;
  const { kind, at, facts } = record;
  const { approval, version, status, plan, decision, action, outcome, interrupted } = facts;
  if (typeof approval !== 'string' || typeof version !== 'number') return;
  const known = witnessed.get(approval) ?? {
    steps: new Map(),
    decisions: new Set(),
    outcomes: new Map(),
  };
  const now = Object.assign(known, { version, status, plan });
  now.steps.set(version, `${String(kind)} ${String(at)}`);
  if (decision !== undefined) now.decisions.add(decision);
  if (action !== undefined) now.outcomes.set(action, outcome);
  for (const each of Array.isArray(interrupted) ? interrupted : [])
    now.outcomes.set(each, 'unknown');
  witnessed.set(approval, now);
}

async function differenceOf(
  inside: StateDatabase,
  id: string,
  said: Witnessed | undefined,
): Promise<string | null> {
  const row = await inside
    .selectFrom('approvals')
    .select(['version', 'status', 'request_json'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return 'the chain has it, and the ledger does not';
  if (said === undefined) return 'the ledger has it, and the chain does not';
  const request = JSON.parse(row.request_json) as ApprovalRequest;
  return (
    headDifference({ ...request, rowStatus: row.status, rowVersion: row.version }, said) ??
    (await stepsDifference(inside, id, said)) ??
    (await decisionsDifference(inside, id, said)) ??
    (await outcomesDifference(inside, id, said))
  );
}

function headDifference(
  kept: ApprovalRequest & { readonly rowStatus: string; readonly rowVersion: number },
  { version, status, plan }: Witnessed,
): string | null {
  if (kept.version !== version || kept.rowVersion !== version) {
    return `its version is ${kept.rowVersion}, and ${String(version)} in the chain`;
  }
  if (kept.status !== status || kept.rowStatus !== status) {
    return `its status is ${kept.rowStatus}, and ${String(status)} in the chain`;
  }
  if (kept.hashes.artifact !== plan) return 'its plan is not the one in the chain';
  return contentHash(kept.plan) === plan ? null : 'its plan was changed where it is kept';
}

async function stepsDifference(
  inside: StateDatabase,
  id: string,
  { steps }: Witnessed,
): Promise<string | null> {
  const kept = await partsOf(inside, 'approval_events', id);
  if (kept.length !== steps.size) {
    return `its history has ${kept.length} steps, and ${steps.size} in the chain`;
  }
  const wrong = kept.find(({ position, value }) => {
    const { kind, at } = value;
    return steps.get(position) !== `${String(kind)} ${String(at)}`;
  });
  return wrong === undefined
    ? null
    : `step ${wrong.position} of its history is not the one in the chain`;
}

async function decisionsDifference(
  inside: StateDatabase,
  id: string,
  { decisions }: Witnessed,
): Promise<string | null> {
  const kept = await partsOf(inside, 'approval_decisions', id);
  const hashes = new Set(kept.map(({ value }) => contentHash(value)));
  if (kept.some(({ value }) => !decisions.has(contentHash(value)))) {
    return 'a decision is not one of those in the chain: it was changed or put in';
  }
  return [...decisions].every((hash) => hashes.has(String(hash)))
    ? null
    : 'a decision in the chain is missing';
}

async function outcomesDifference(
  inside: StateDatabase,
  id: string,
  { outcomes }: Witnessed,
): Promise<string | null> {
  const kept = await partsOf(inside, 'approval_outcomes', id);
  const statuses = new Map(
    kept.map(({ value }) => [value['action'], value['status']] satisfies [unknown, unknown]),
  );
  const actions = new Set([...statuses.keys(), ...outcomes.keys()]);
  const wrong = [...actions].find((action) => statuses.get(action) !== outcomes.get(action));
  return wrong === undefined
    ? null
    : `the outcome of ${JSON.stringify(wrong)} is not the one in the chain`;
}

async function partsOf(
  inside: StateDatabase,
  table: 'approval_events' | 'approval_decisions' | 'approval_outcomes',
  id: string,
) {
  const rows = await inside
    .selectFrom(table)
    .select(['position', 'json'])
    .where('approval_id', '=', id)
    .orderBy('position')
    .execute();
  return rows.map(({ position, json }) => {
    const value: unknown = JSON.parse(json);
    return { position, value: isRecord(value) ? value : {} };
  });
}
