import type { ListedAccount } from '../../aws/organization-reader.ts';
import { type Analyzer, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { isActive } from '../coverage.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { ACCOUNTS, counted, type Noun, strong } from '../sentence.ts';

const COLUMNS = [
  column('name', 'Account'),
  column('accountId', 'Id'),
  column('email', 'E-mail'),
  column('status', 'Status'),
  column('joined', 'Joined', 'date'),
];

interface AccountList {
  readonly id: string;
  readonly finds: Noun;
  readonly keep: (account: ListedAccount) => boolean;
}

function defineAccountList({ id, finds, keep }: AccountList): Analyzer {
  return defineAnalyzer<readonly ListedAccount[]>({
    id,
    finds,
    title: () => `${finds.many.charAt(0).toUpperCase()}${finds.many.slice(1)} of the organization`,
    groupings: ['account'],
    columns: COLUMNS,
    advice: null,
    read: (readers) => readers.organization.accounts(),
    rows: (accounts, { entry }) =>
      ordered(accounts.filter(keep).map((account) => accountRow(account, severityOf(entry)))),
    summarise: (rows, _data, { entry: { source } }) => ({
      headlines: [{ label: 'Accounts', value: rows.length, kind: 'number', source }],
      notes: [],
      sentence:
        rows.length === 0
          ? [strong(`No ${finds.many}`), ' in the organization']
          : [strong(...counted(rows.length, finds)), ' in the organization'],
      chart: null,
    }),
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
  defineAccountList({ id: 'inv.accounts', finds: ACCOUNTS, keep: () => true }),
  defineAccountList({
    id: 'inv.accounts.suspended',
    finds: { one: 'suspended or closing account', many: 'suspended or closing accounts' },
    keep: (account) => !isActive(account),
  }),
];
