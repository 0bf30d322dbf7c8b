import type { Money } from '../../../pipeline-server/contracts/findings.ts';
import { type ConfigRow, textAt, textsAt } from '../../aws/config-row.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, RESOURCE, SEVERITY } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumber, bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { thresholdOf } from '../thresholds.ts';
import { HOURS_PER_MONTH, readUnitPrices, type UnitPrices } from '../unit-prices.ts';

interface GatewayData {
  readonly gateways: readonly ConfigRow[];
  readonly prices: UnitPrices;
}

/** `cost.nat.count`: each VPC with its NAT gateways and what these cost before any traffic. */
export const natGateways = defineAnalyzer<GatewayData>({
  id: 'cost.nat.count',
  finds: { one: 'VPC with NAT gateways', many: 'VPCs with NAT gateways' },
  columns: [
    RESOURCE,
    ACCOUNT,
    REGION,
    column('gateways', 'NAT gateways', 'number'),
    column('subnets', 'Subnets', 'number'),
    column('monthlyCost', 'Cost per month', 'money'),
    SEVERITY,
  ],
  advice: null,
  async read(readers, { entry, parameters, now }) {
    const [gateways, prices] = await Promise.all([
      readers.config.select(entry.sql, parameters),
      readUnitPrices(readers, now),
    ]);
    return { gateways, prices };
  },
  rows: gatewayRows,
  summarise: (rows, _data, request) => {
    const usual = thresholdOf(request, 'gateways');
    const gateways = rows.reduce((sum, { fields }) => sum + Number(fields['gateways']), 0);
    const value = rows.filter(({ severity }) => severity !== 'INFORMATIONAL').length;
    const { source } = request.entry;
    return {
      headlines: [
        { label: 'NAT gateways', value: gateways, kind: 'number', source },
        { label: `VPCs with more than ${usual}`, value, kind: 'number', source },
      ],
      notes: [
        `More than ${usual} gateways in a VPC are rated; the cost is the hourly charge at your own unit price, without traffic.`,
      ],
    };
  },
});

/** One row for each VPC, those with too many gateways first. Pure. */
export function gatewayRows(
  { gateways, prices }: GatewayData,
  request: AnalysisRequest,
): readonly Row[] {
  const vpcs = groupedBy(
    gateways,
    (row) => `${row.accountId}/${row.region}/${textAt(row, 'configuration.vpcId') ?? 'no VPC'}`,
  );
  const rows = [...vpcs].map(
    ([id, members]): Row => ({
      id,
      severity:
        members.length > thresholdOf(request, 'gateways')
          ? severityOf(request.entry)
          : 'INFORMATIONAL',
      accountId: members[0]?.accountId ?? null,
      region: members[0]?.region ?? null,
      resourceId: id.slice(id.lastIndexOf('/') + 1),
      resourceType: 'AWS::EC2::VPC',
      tags: members[0]?.tags ?? {},
      monthlySaving: null,
      fields: vpcFields(members, prices),
      evidence: [...new Set(members.map(({ evidence }) => evidence))],
    }),
  );
  return ordered(rows, bySeverity, byNumber('gateways'));
}

function vpcFields(members: readonly ConfigRow[], prices: UnitPrices): Row['fields'] {
  const cost = hourlyCharge(members, prices);
  return {
    gateways: members.length,
    subnets: new Set(members.flatMap((row) => textsAt(row, 'configuration.subnetId'))).size,
    monthlyCost: cost?.amount ?? null,
    ...(cost === null ? {} : { currency: cost.currency }),
  };
}

/** All members are in one Region. */
function hourlyCharge(members: readonly ConfigRow[], prices: UnitPrices): Money | null {
  const hours = members.length * HOURS_PER_MONTH;
  return prices.priceOf('NatGateway-Hours', members[0]?.region ?? null, hours);
}
