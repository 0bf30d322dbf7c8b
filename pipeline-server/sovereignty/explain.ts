import type { ChatBody } from '../contracts/chat.ts';
import { mayCarry, type Route } from '../contracts/models.ts';
import type { Principal } from '../contracts/principal.ts';
import {
  type DataClass,
  higherClass,
  type InspectRequest,
  isSensitive,
} from '../contracts/sovereignty.ts';
import type { GateAction } from '../contracts/sovereignty-gate.ts';
import { decide } from './decide.ts';
import type { Policy } from './load-policy.ts';

/** What the policy would do with a text. It holds no part of the text. */
export interface Explanation {
  readonly class: DataClass;
  /** True from CONFIDENTIAL on. */
  readonly sensitive: boolean;
  readonly findings: readonly ExplainedFinding[];
  readonly action: GateAction;
  /** The route that would be asked first, or null when there is none. */
  readonly route: string | null;
  readonly rule: string;
  readonly reason: string;
}

/** A finding; `pointer` is there when a whole request was asked about. */
interface ExplainedFinding {
  readonly rule: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly pointer?: string;
  readonly signs?: readonly string[];
}

/** What explaining needs. */
export interface ExplainOptions {
  readonly inspector: () => Promise<InspectRequest>;
  readonly policy: () => Policy;
  readonly routes: readonly Route[];
}

/** What is asked about: a text alone, or a request. */
export interface ExplainSubject {
  readonly text?: string;
  readonly messages?: ChatBody['messages'];
  readonly model?: string;
  readonly purpose?: string;
  readonly principal: Pick<Principal, 'id' | 'email' | 'groups' | 'roles' | 'proof'>;
}

/** Says what would come of a text, without sending, keeping or logging it. */
export async function explain(
  options: ExplainOptions,
  subject: ExplainSubject,
): Promise<Explanation> {
  const inspect = await options.inspector();
  const policy = options.policy();
  const { text, messages, purpose = 'chat', principal } = subject;
  const isText = messages === undefined;
  const { findings, unscannable, class: found } = inspect(isText ? { text } : { messages });
  const blind = unscannable.length > 0 ? (policy.unscannable ?? 'RESTRICTED') : 'PUBLIC';
  const dataClass = higherClass(found, blind);
  const verdict = decide(policy, { class: dataClass, purpose, principal });
  const route = options.routes.find((each) => verdict.permits(each) && mayCarry(each, dataClass));
  return {
    class: dataClass,
    sensitive: isSensitive(dataClass),
    findings: findings.map(({ rule, kind, start, end, confidence, pointer, signs }) => ({
      rule,
      kind,
      start,
      end,
      confidence,
      ...(isText ? {} : { pointer }),
      ...(signs === undefined ? {} : { signs }),
    })),
    action: verdict.action,
    route: verdict.action === 'block' ? null : (route?.id ?? null),
    rule: verdict.rule,
    reason: verdict.reason,
  };
}
