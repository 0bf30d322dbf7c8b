import type { OpenWebui } from './open-webui.ts';
import type { ServerFacts } from './server-facts.ts';

/** One thing that differs between how Open WebUI is set and how it is to be set. */
export interface Change {
  readonly kind: 'add' | 'change' | 'remove';
  /** What is changed, e.g. `connection http://127.0.0.1:9099/v1`. */
  readonly subject: string;
  /** How, in words; no secrets. */
  readonly detail: string;
  /** Nice to have: where Open WebUI does not take it, that is a note and no failure, and no check misses it. */
  readonly optional?: true;
  /** Makes the change in the state as it is then. */
  readonly apply: () => Promise<unknown>;
}

/** What a step found. */
export interface StepPlan {
  /** Empty when nothing is to be done. */
  readonly changes: readonly Change[];
  /** What a person must know or do, one sentence each. */
  readonly notes: readonly string[];
}

/** Where our server is, and how Open WebUI is to know it. */
export interface Wiring {
  /** Our server as Open WebUI reaches it, without `/v1` and without a slash at the end. */
  readonly serverUrl: string;
  /** The key that Open WebUI presents. */
  readonly key: string;
}

/** What a step works with when it wires. */
export interface StepContext {
  readonly webui: OpenWebui;
  readonly wiring: Wiring;
  readonly facts: ServerFacts;
}

/** One part of the wiring: reads what is there, compares it with what is wanted, and says what to change. */
export interface Step {
  readonly id: string;
  /** One line for the help. */
  readonly title: string;
  /** False for what is done on request only. */
  readonly byDefault: boolean;
  readonly wire: (context: StepContext) => Promise<StepPlan>;
  /** The way back: only what {@link wire} makes. Our server may be down. */
  readonly unwire: (context: Pick<StepContext, 'webui' | 'wiring'>) => Promise<StepPlan>;
}

/** A plan that changes nothing. */
export const NOTHING: StepPlan = { changes: [], notes: [] };

/** A plan of nothing but a note. */
export function note(text: string): StepPlan {
  return { changes: [], notes: [text] };
}

/** The address without what people write in one way or the other: `/v1` and slashes at the end. */
export function baseOf(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v1$/, '').replace(/\/+$/, '');
}

/** Everybody who is signed in (Open WebUI 0.12, `models/access_grants.py`). */
export const EVERYBODY = [
  { principal_type: 'user', principal_id: '*', permission: 'read' },
] as const;

/**
 * Headers by which Open WebUI says in which chat and for whom it asks (0.12, `utils/headers.py`). An empty task is the chat
 * itself.
 */
export const HEADER_TEMPLATES: Readonly<Record<string, string>> = {
  'X-Chat-Id': '{{CHAT_ID}}',
  'X-Message-Id': '{{MESSAGE_ID}}',
  'X-Task': '{{TASK}}',
  'X-User-Groups': '{{USER_GROUPS}}',
};
