/** Where reports stand among the resources. */
export const REPORTS = 'xops://reports';

/** The resource of a report's file. */
export function reportUri(reportId: string, file: string): string {
  return `${REPORTS}/${reportId}/${file}`;
}
