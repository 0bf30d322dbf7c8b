/** The catalogue's windows of certificate expiry, in days. */
const WINDOWS: readonly (readonly [number, string])[] = [
  [7, 'cert.expiring.7'],
  [30, 'cert.expiring.30'],
  [90, 'cert.expiring.90'],
];
const EXPIRY = /^cert\.(?:dashboard|expiring\.\d+)$/;

/** The smallest window that holds so many days, for an analyzer of certificate expiry; any other id stays. */
export function certificateWindow(id: string, days: number | null): string {
  if (days === null || !EXPIRY.test(id)) return id;
  return WINDOWS.find(([window]) => days <= window)?.[1] ?? 'cert.dashboard';
}
