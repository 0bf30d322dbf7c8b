const HOME = '/dashboard';

/** The path that `next` of a query or a form names; only a page of ours is gone on to, whatever the address says. */
export function safeNext(source: unknown): string {
  const next = textOf(source, 'next');
  return /^\/(?:dashboard|approvals|admin)(?:[/?][^\s\\]*)?$/.test(next) && next.length <= 2000
    ? next
    : HOME;
}

/** A field of a query or a form; empty when it is not one text. */
export function textOf(source: unknown, name: string): string {
  if (typeof source !== 'object' || source === null) return '';
  const value: unknown = Reflect.get(source, name);
  return typeof value === 'string' ? value : '';
}
