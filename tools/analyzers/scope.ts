import type { Parameters } from '../../pipeline-server/contracts/parameters.ts';
import type { Row } from './row.ts';
import { hasTags } from './tag-lookup.ts';

/**
 * Keeps the rows that are within the accounts, Regions, severities and tags asked for. A row that names no
 * account, Region or resource is a total: its figures were narrowed where they were read.
 */
export function keepInScope(rows: readonly Row[], parameters: Parameters): readonly Row[] {
  const { accounts, regions, severities, tags } = parameters;
  return rows.filter(
    (row) =>
      isIn(accounts, row.accountId) &&
      isIn(regions, row.region) &&
      isIn(severities, row.resourceId === null ? null : row.severity) &&
      (row.resourceId === null || hasTags(row.tags, tags)),
  );
}

function isIn(wanted: readonly string[], value: string | null): boolean {
  return wanted.length === 0 || value === null || wanted.includes(value);
}

/** Says that tags were asked for and could not narrow the figures; nothing when none were asked for. */
export function tagsIgnoredNote({ tags }: Parameters): readonly string[] {
  return Object.keys(tags).length === 0 ? [] : ['These figures are not narrowed by tags.'];
}
