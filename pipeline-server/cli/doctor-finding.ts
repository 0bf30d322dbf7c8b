/** What one check found. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do, or null when there is nothing to do. */
  readonly remedy: string | null;
}

/** A check that found nothing to do. */
export function ok(check: string, detail: string): Finding {
  return { check, state: 'ok', detail, remedy: null };
}

/** A check that found something to plan for. */
export function warning(check: string, detail: string, remedy: string): Finding {
  return { check, state: 'warning', detail, remedy };
}

/** A check that found what keeps the product from working. */
export function failed(check: string, detail: string, remedy: string): Finding {
  return { check, state: 'failed', detail, remedy };
}
