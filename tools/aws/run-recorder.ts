import type { Progress } from '../../pipeline-server/contracts/analysis.ts';
import type { Evidence } from '../../pipeline-server/contracts/findings.ts';
import type { ApiUse } from '../../pipeline-server/contracts/results.ts';
import { exactUsd } from '../../pipeline-server/contracts/spending.ts';

/** Collects what one run asked of AWS: evidence, requests, price; and tells it as progress. */
export interface RunRecorder {
  /** Makes the listener for pages that come over the wire at a price. */
  asker(priceUsd: number): (page: Evidence) => void;
  /** A page that came from the cache: it costs nothing and keeps its own time; one that the run knows counts once. */
  cached(page: Evidence): void;
  /** Something was cut off by a bound. */
  truncated(what: string): void;
  evidence(): readonly Evidence[];
  uses(): readonly ApiUse[];
  cuts(): readonly string[];
}

/** A recorder for one run that reports to one listener. */
export function createRunRecorder(report: (progress: Progress) => void): RunRecorder {
  const evidence = new Map<string, Evidence>();
  const uses = new Map<string, { requests: number; cached: number; costUsd: number }>();
  const cuts = new Set<string>();

  function use(api: string) {
    const known = uses.get(api) ?? { requests: 0, cached: 0, costUsd: 0 };
    uses.set(api, known);
    return known;
  }

  return {
    asker: (priceUsd) => (page) => {
      const { requests = 1 } = page;
      const counted = use(page.api);
      counted.requests += requests;
      counted.costUsd += priceUsd * requests;
      evidence.set(page.id, page);
      report({ type: 'api', evidence: page, costUsd: priceUsd * requests });
    },
    cached(page) {
      if (evidence.has(page.id)) return;
      use(page.api).cached += page.requests ?? 1;
      evidence.set(page.id, page);
      report({ type: 'api', evidence: page, costUsd: 0 });
    },
    truncated: (what) => void cuts.add(what),
    evidence: () => [...evidence.values()],
    uses: () =>
      [...uses].map(([api, counted]) => ({ api, ...counted, costUsd: exactUsd(counted.costUsd) })),
    cuts: () => [...cuts],
  };
}
