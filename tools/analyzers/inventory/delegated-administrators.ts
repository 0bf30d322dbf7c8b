import type { DelegatedService, TrustedService } from '../../aws/organization-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, SEVERITY } from '../columns.ts';
import { bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, numberFigure, strong } from '../sentence.ts';

interface Delegations {
  readonly delegated: readonly DelegatedService[];
  readonly trusted: readonly TrustedService[];
}

const SERVICE = column('service', 'Service');

/** `inv.delegated.admins`: which services may act in the organization, and which accounts administer them. */
export const delegatedAdministrators = defineAnalyzer<Delegations>({
  id: 'inv.delegated.admins',
  finds: { one: 'trusted service', many: 'trusted services' },
  columns: [SERVICE, ACCOUNT, column('since', 'Since', 'date'), SEVERITY],
  groupings: ['service'],
  advice: null,
  read: readDelegations,
  rows: ({ delegated, trusted }, { entry }) => {
    const known = new Set(delegated.map(({ service }) => service));
    const others = trusted.filter(({ service }) => !known.has(service));
    return ordered(
      [
        ...delegated.map((each) => serviceRow(each, each.accountId, severityOf(entry))),
        ...others.map((each) => serviceRow(each, null, 'INFORMATIONAL')),
      ],
      bySeverity,
    );
  },
  summarise: (rows, { delegated }, { entry: { source } }) => {
    const accounts = new Set(delegated.map(({ accountId }) => accountId)).size;
    const value = new Set(rows.map(({ fields }) => fields[SERVICE.field])).size;
    return {
      headlines: [
        { label: 'Services', value, kind: 'number', source },
        { label: 'Administrator accounts', value: accounts, kind: 'number', source },
      ],
      sentence: [
        strong(...counted(value, { one: 'trusted service', many: 'trusted services' })),
        '; ',
        numberFigure(accounts),
        accounts === 1 ? ' account administers' : ' accounts administer',
        ' some of them',
      ],
      notes: ['A service without an account is administered from the management account.'],
      chart: null,
    };
  },
});

async function readDelegations({ organization }: Readers): Promise<Delegations> {
  const [delegated, trusted] = await Promise.all([
    organization.delegatedServices(),
    organization.trustedServices(),
  ]);
  return { delegated, trusted };
}

function serviceRow(
  { service, since, evidence }: TrustedService,
  accountId: string | null,
  severity: Row['severity'],
): Row {
  return {
    id: `${service}/${accountId ?? 'management'}`,
    severity,
    accountId,
    region: null,
    resourceId: null,
    resourceType: null,
    tags: {},
    monthlySaving: null,
    fields: { [SERVICE.field]: service, since: since?.slice(0, 10) ?? null },
    evidence: [evidence],
  };
}
