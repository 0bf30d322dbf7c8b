import type { AuditEntry, AuditFact, AuditLog } from '../contracts/audit.ts';
import type { Clock, Logger } from '../contracts/context.ts';
import type { AnswerFacts } from '../contracts/models.ts';
import type { Principal } from '../contracts/principal.ts';
import { type DataClass, isSensitive } from '../contracts/sovereignty.ts';
import { keyedHash } from '../keyed-hash.ts';
import { countBy } from './count-by.ts';
import type { Decided } from './policy-gate.ts';

/** What records are made with. */
export interface RecorderOptions {
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
  /** Keys the hashes of people, chats and bodies: a bare hash of a short value can be tried out. */
  readonly key: string;
}

/** Writes decisions and answers into the audit log, without a word of their content. */
export interface DecisionRecorder {
  /**
   * Writes down a decision. That of a request with sensitive data is on the disk when the promise resolves.
   * @throws when the log cannot be written, or could not be written before.
   */
  readonly decided: (decided: Decided) => Promise<void>;
  /** Writes down that an admin lowers the class of a chat; on the disk when the promise resolves. */
  readonly lowered: (order: Lowering) => Promise<void>;
  /** Writes down what came of it; a failure is logged and refuses the next decision. */
  readonly answered: (asked: Asked, facts: AnswerFacts) => void;
}

/** An admin's word that a chat is less sensitive than was found. */
interface Lowering {
  readonly chatId: string;
  readonly to: DataClass;
  readonly by: Principal;
}

/** Who asked, and in which chat. */
interface Asked {
  readonly principal: Principal;
  readonly chatId: string | null;
  readonly purpose: string;
}

/** Makes a recorder. */
export function createDecisionRecorder(options: RecorderOptions): DecisionRecorder {
  const { audit, log } = options;
  let failure: unknown = null;

  function noted(written: Promise<unknown>): Promise<void> {
    return written.then(
      () => {
        failure = null;
      },
      (error: unknown) => {
        failure = error;
        log.error({ err: error }, 'the audit log cannot be written; requests are refused');
        throw error;
      },
    );
  }

  /** Nobody waits for it; what fails is remembered. */
  function unawaited(written: Promise<unknown>): void {
    noted(written).catch(() => undefined);
  }

  return {
    async decided(decided) {
      const entry = decisionEntry(options, decided);
      if (failure !== null || mustBeDurable(decided)) return await noted(audit.append(entry));
      unawaited(audit.appendLater(entry));
    },
    lowered: ({ chatId, to, by }) =>
      noted(
        audit.append({
          at: options.clock.now().toISOString(),
          kind: 'chat.class.lowered',
          facts: { ...whoFacts(options, { principal: by, chatId, purpose: 'admin' }), class: to },
        }),
      ),
    answered: (asked, facts) => unawaited(audit.appendLater(answerEntry(options, asked, facts))),
  };
}

function mustBeDurable({ decision }: Decided): boolean {
  return decision.action !== 'allow' || isSensitive(decision.class);
}

function decisionEntry(options: RecorderOptions, decided: Decided): AuditEntry {
  const { request, decision, classified, policyHash } = decided;
  return {
    at: options.clock.now().toISOString(),
    kind: 'model.request.decided',
    facts: {
      ...whoFacts(options, request),
      policy: policyHash,
      class: decision.class,
      inherited: classified.inherited,
      sentClass: decision.sentClass,
      action: decision.action,
      rule: decision.rule,
      routes: decision.routes,
      found: countBy(classified.findings.map(({ rule }) => rule)),
      redacted: decision.redacted,
      pseudonymised: decision.pseudonymised,
      unscannable: classified.unscannable,
      body: keyedHash(options.key, JSON.stringify(request.body)),
    },
  };
}

function answerEntry(options: RecorderOptions, asked: Asked, facts: AnswerFacts): AuditEntry {
  const { usage, attempts, milliseconds, jurisdiction, ...others } = facts;
  return {
    at: options.clock.now().toISOString(),
    kind: 'model.request.answered',
    facts: {
      ...whoFacts(options, asked),
      ...others,
      jurisdiction,
      usage: usage === null ? null : { ...usage },
      attempts: attempts.map((attempt) => ({ ...attempt })),
      milliseconds: Math.round(milliseconds),
    },
  };
}

function whoFacts(
  { key }: RecorderOptions,
  { principal, chatId, purpose }: Asked,
): Record<string, AuditFact> {
  return {
    person: keyedHash(key, principal.id),
    proof: principal.proof,
    chat: chatId === null ? null : keyedHash(key, chatId),
    purpose,
  };
}
