import type { ListedAccount } from '../../aws/organization-reader.ts';
import { type Analyzer, defineAnalyzer, type Row } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { isActive } from '../coverage.ts';
import { ordered } from '../order.ts';

const COLUMNS = [
  column('name', 'Account'),
  column('accountId', 'Id'),
  column('email', 'E-mail'),
  column('status', 'Status'),
  column('joined', 'Joined', 'date'),
];

function defineAccountList(id: string, keep: (account: ListedAccount) => boolean): Analyzer {
  return defineAnalyzer<readonly ListedAccount[]>({
    id,
    columns: COLUMNS,
    advice: null,
    read: (readers) => readers.organization.accounts(),
    rows: (accounts, { entry }) =>
      ordered(accounts.filter(keep).map((account) => accountRow(account, severityOf(entry)))),
  });
}

function accountRow(account: ListedAccount, severity: Row['severity']): Row {
  return {
    id: account.name,
    severity,
    accountId: account.id,
    region: null,
    resourceId: null,
    resourceType: 'AWS::Organizations::Account',
    tags: account.tags,
    monthlySaving: null,
    fields: {
      name: account.name,
      accountId: account.id,
      email: account.email,
      status: account.status,
      joined: account.joined?.slice(0, 10) ?? null,
    },
    evidence: [account.evidence],
  };
}

/** Accounts of the organization, by name. */
export const ACCOUNT_ANALYZERS: readonly Analyzer[] = [
  defineAccountList('inv.accounts', () => true),
  defineAccountList('inv.accounts.suspended', (account) => !isActive(account)),
];
