import type { SensitiveFinding } from '../../pipeline-server/contracts/sovereignty.ts';
import { DATA_CLASSES } from '../../pipeline-server/contracts/sovereignty.ts';
import type { Candidate } from './rule.ts';

/** From this confidence on, a candidate is a finding by itself. */
const SUFFICIENT = 0.5;
/** How near to each other two things about a person must stand to count together, in characters. */
const NEAR = 250;

/**
 * Findings of candidates: weak ones that say something of a person count when others near them do too, so that their
 * confidences add up to one; of those that overlap, the highest class stays, then the surest, then the longest.
 */
export function combine(candidates: readonly Candidate[]): SensitiveFinding[] {
  const inOrder = candidates.toSorted((a, b) => a.start - b.start);
  const kept = inOrder.flatMap((candidate, index) => {
    if (candidate.confidence >= SUFFICIENT) return [candidate];
    return candidate.rule.personal === true && support(inOrder, index) >= 1
      ? [{ ...candidate, confidence: 0.6 }]
      : [];
  });
  return withoutOverlaps(kept).map(toFinding);
}

/** Confidence of a candidate and of the strongest of each other kind near it. */
function support(candidates: readonly Candidate[], index: number): number {
  const own = candidates[index];
  if (own === undefined) return 0;
  const kinds = new Map([[own.rule.kind, own.confidence]]);
  const add = (other: Candidate): void => {
    if (other.rule.personal !== true || (other.start < own.end && own.start < other.end)) return;
    kinds.set(other.rule.kind, Math.max(kinds.get(other.rule.kind) ?? 0, other.confidence));
  };
  for (let at = index - 1; at >= 0 && at >= index - MOST_NEIGHBOURS; at -= 1) {
    const other = candidates[at];
    if (other === undefined || own.start - other.end > NEAR) break;
    add(other);
  }
  for (let at = index + 1; at < candidates.length && at <= index + MOST_NEIGHBOURS; at += 1) {
    const other = candidates[at];
    if (other === undefined || other.start - own.end > NEAR) break;
    add(other);
  }
  return [...kinds.values()].reduce((sum, confidence) => sum + confidence, 0);
}

const MOST_NEIGHBOURS = 40;

function withoutOverlaps(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const last = kept.at(-1);
    if (last === undefined || candidate.start >= last.end) kept.push(candidate);
    else kept[kept.length - 1] = united(last, candidate);
  }
  return kept;
}

/** The better of two, over the place of both, so that masking leaves nothing of either. */
function united(a: Candidate, b: Candidate): Candidate {
  const better = isBetter(b, a) ? b : a;
  return { ...better, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

function isBetter(a: Candidate, b: Candidate): boolean {
  const byClass = DATA_CLASSES.indexOf(a.rule.class) - DATA_CLASSES.indexOf(b.rule.class);
  if (byClass !== 0) return byClass > 0;
  return a.confidence !== b.confidence
    ? a.confidence > b.confidence
    : a.end - a.start > b.end - b.start;
}

function toFinding({ rule, start, end, confidence, signs }: Candidate): SensitiveFinding {
  return {
    rule: rule.id,
    kind: rule.kind,
    class: rule.class,
    start,
    end,
    confidence: Math.round(confidence * 100) / 100,
    ...(signs === undefined ? {} : { signs }),
  };
}
