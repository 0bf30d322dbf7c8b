import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import { type ConfigRow, flagAt } from '../../aws/config-row.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, SEVERITY } from '../columns.ts';
import { isActive, readPlaces } from '../coverage.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { totalRow } from '../total-row.ts';

/** The four settings of Block Public Access. */
const FLAGS = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'];

interface PublicAccessData {
  readonly blocks: readonly ConfigRow[];
  /** Accounts of which Config records something. */
  readonly recorded: ReadonlySet<string>;
}

/** `sec.s3.accountbpa`: accounts that do not block all public access to S3. */
export const accountPublicAccess = defineAnalyzer<PublicAccessData>({
  id: 'sec.s3.accountbpa',
  finds: {
    one: 'account without full Block Public Access',
    many: 'accounts without full Block Public Access',
  },
  groupings: ['account'],
  columns: [ACCOUNT, column('missing', 'Not blocked'), SEVERITY],
  advice: {
    verb: 'Block public access to S3 in',
    one: 'account',
    many: 'accounts',
    action: 'Turn on all four settings for the account, after moving what must be public.',
    effort: 'medium',
    basis: 'config',
  },
  read: async (readers, { entry, parameters }) => {
    const [blocks, places] = await Promise.all([
      // The setting is the account's own: Regions do not narrow it.
      readers.config.select(entry.sql, { accounts: parameters.accounts, regions: [] }),
      readPlaces(readers),
    ]);
    return { blocks, recorded: new Set(places.map(({ accountId }) => accountId)) };
  },
  rows: publicAccessRows,
  summarise: (_rows, { blocks }, { entry }) => ({
    headlines: [
      {
        label: 'Accounts with a setting',
        value: blocks.length,
        kind: 'number',
        source: entry.source,
      },
    ],
    notes: ['An account of which Config records other resources but no setting counts as open.'],
    chart: null,
  }),
});

/** Accounts with a setting that is off, and recorded ones without any. Pure. */
export function publicAccessRows(
  { blocks, recorded }: PublicAccessData,
  { entry, accounts }: AnalysisRequest,
): readonly Row[] {
  const severity = severityOf(entry);
  const known = new Set(blocks.map(({ accountId }) => accountId));
  const evidence = [...new Set(blocks.map((row) => row.evidence))];
  const without = (account: Account) =>
    isActive(account) && recorded.has(account.id) && !known.has(account.id);
  const rows = [
    ...blocks.flatMap((row) => {
      const missing = FLAGS.filter((flag) => flagAt(row, `configuration.${flag}`) !== true);
      return missing.length === 0 ? [] : [{ ...row, missing: missing.join(', ') }];
    }),
    ...accounts
      .filter(without)
      .map(({ id }) => ({ accountId: id, missing: 'no setting', evidence: null })),
  ].map(({ accountId, missing, evidence: own }) =>
    totalRow({
      id: accountId ?? '',
      accountId,
      severity,
      fields: { missing },
      evidence: own === null ? evidence : [own],
    }),
  );
  return ordered(rows);
}
