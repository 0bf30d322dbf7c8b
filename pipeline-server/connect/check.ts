import type { OpenWebui, WebuiAnswer } from './open-webui.ts';
import type { ServerFacts } from './server-facts.ts';
import type { Wiring } from './step.ts';
import type { Connection, Connections } from './steps/connection.ts';
import type { GuardState } from './steps/guard.ts';
import type { Entry } from './steps/model-entries.ts';
import type { ToolServer } from './steps/tool-servers.ts';

/** What all checks look at, read once. */
export interface CheckContext {
  readonly webui: OpenWebui;
  readonly wiring: Wiring;
  readonly connections: Connections;
  /** The connection to our server, or null. */
  readonly ours: Connection | null;
  readonly toolServers: readonly ToolServer[];
  readonly entries: readonly Entry[];
  readonly guard: GuardState | null;
  /** What our server answered through Open WebUI, and the facts in it; null where they did not meet. */
  readonly answer: WebuiAnswer;
  readonly facts: ServerFacts | null;
}

/** What a check found; null for nothing to do. */
export interface Problem {
  readonly state: 'failed' | 'warning';
  readonly detail: string;
  readonly remedy: string;
}

/** One trap between Open WebUI and our server that can be seen from outside. */
export interface Check {
  /** Its name in reports, in small letters with hyphens. */
  readonly id: string;
  readonly title: string;
  /** What is fine when there is no problem. */
  readonly good: string;
  readonly look: (context: CheckContext) => Promise<Problem | null> | Problem | null;
}

/** Keeps something from working. */
export function failure(detail: string, remedy: string): Problem {
  return { state: 'failed', detail, remedy };
}

/** Works, but not as safely or as well as it could. */
export function caution(detail: string, remedy: string): Problem {
  return { state: 'warning', detail, remedy };
}

/** What sets most of it right. */
export const RUN_CONNECT = 'Run: xops connect.';
