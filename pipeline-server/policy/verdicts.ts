import type { HookVerdict } from '../contracts/hooks.ts';

/** Nothing speaks against it. */
export const ALLOW: HookVerdict = Object.freeze({ decision: 'allow' });

/** It is not done; the remedy says what to do instead. */
export function deny(message: string, remedy: string): HookVerdict {
  return { decision: 'deny', message, remedy };
}

/** A person has to look at it first. */
export function requireApproval(message: string, remedy: string): HookVerdict {
  return { decision: 'require-approval', message, remedy };
}

/** It goes on with another text. */
export function amend(amended: string, message: string): HookVerdict {
  return { decision: 'amend', message, amended };
}

const MOST_NAMED = 3;

/** The first names of a list, and how many more there are. */
export function firstOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
