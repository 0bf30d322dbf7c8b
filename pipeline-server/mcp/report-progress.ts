import type { ServerContext } from '@modelcontextprotocol/server';
import type { Progress } from '../contracts/analysis.ts';

/** API calls come in bursts; people read a few lines a second. */
const MIN_PAUSE_MS = 200;

/** Passes progress on as MCP notifications, for a client that asked for them by a token. */
export function createProgressReport({ mcpReq }: ServerContext): (progress: Progress) => void {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  let progress = 0;
  let lastAt = -MIN_PAUSE_MS;
  return (step) => {
    const now = performance.now();
    if (step.type === 'api' && now - lastAt < MIN_PAUSE_MS) return;
    lastAt = now;
    progress += 1;
    const params = { progressToken, progress, message: messageOf(step) };
    // A client that is gone is noticed by its signal.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}

function messageOf(step: Progress): string {
  if (step.type === 'step') return step.description;
  return `${step.evidence.api}: ${step.evidence.items} items`;
}
