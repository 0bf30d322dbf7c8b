/** What one check found. */
export interface Finding {
  /** Its name in small letters with hyphens, for scripts. */
  readonly id: string;
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do, or null when there is nothing to do. */
  readonly remedy: string | null;
}

/** A check that found nothing to do. */
export function ok(check: string, detail: string): Finding {
  return { id: idOf(check), check, state: 'ok', detail, remedy: null };
}

/** A check that found something to plan for. */
export function warning(check: string, detail: string, remedy: string): Finding {
  return { id: idOf(check), check, state: 'warning', detail, remedy };
}

/** A check that found what keeps the product from working. */
export function failed(check: string, detail: string, remedy: string): Finding {
  return { id: idOf(check), check, state: 'failed', detail, remedy };
}

function idOf(check: string): string {
  return check.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
