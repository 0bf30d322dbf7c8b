import type { SentencePart } from '../../../pipeline-server/contracts/results.ts';
import { type ConfigRow, textAt, textsAt } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { catalogueEntry, severityOf } from '../catalogue.ts';
import { ACCOUNT, column, NAME, REGION, RESOURCE, SEVERITY } from '../columns.ts';
import { nameOf, resourceRow } from '../config-check.ts';
import { bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { numberFigure } from '../sentence.ts';
import { HIGH_RISK_PORTS, openRules, portsOf } from './open-rules.ts';

interface PublicData {
  readonly instances: readonly ConfigRow[];
  readonly openGroups: readonly ConfigRow[];
}

/** `sec.ec2.publicip`: running instances with a public address, those behind an open group first. */
export const publicInstances = defineAnalyzer<PublicData>({
  id: 'sec.ec2.publicip',
  finds: { one: 'instance with a public address', many: 'instances with a public address' },
  columns: [
    RESOURCE,
    NAME,
    ACCOUNT,
    REGION,
    column('address', 'Address'),
    column('ports', 'Open risky ports'),
    SEVERITY,
  ],
  advice: {
    verb: 'Take away the public address of',
    one: 'instance',
    many: 'instances',
    action: 'Put a load balancer or Session Manager in front and remove the public address.',
    effort: 'medium',
    basis: 'config',
  },
  read: readPublic,
  rows: publicRows,
  summarise: (rows, _data, { entry }) => {
    const open = rows.filter(({ fields }) => fields['ports'] !== null).length;
    const clause: readonly SentencePart[] = [
      '; ',
      numberFigure(open),
      ` of them behind a security group that opens a risky port to the world`,
    ];
    return {
      headlines: [
        { label: 'Behind an open group', value: open, kind: 'number', source: entry.source },
      ],
      notes: [],
      clause: open === 0 ? [] : clause,
    };
  },
});

async function readPublic(
  readers: Readers,
  { entry, parameters }: AnalysisRequest,
): Promise<PublicData> {
  const groups = catalogueEntry('sec.sg.ssh')?.sql ?? '';
  const [instances, openGroups] = await Promise.all([
    readers.config.select(entry.sql, parameters),
    readers.config.select(groups, parameters),
  ]);
  return { instances, openGroups };
}

/** HIGH behind a group that opens a risky port to the world, else MEDIUM. Pure. */
function publicRows(
  { instances, openGroups }: PublicData,
  { entry }: AnalysisRequest,
): readonly Row[] {
  const ports = [22, 3389, ...HIGH_RISK_PORTS];
  const open = new Map(openGroups.map((row) => [row.resourceId, openRules(row, ports)]));
  const rows = instances.flatMap((row) => {
    const address = textAt(row, 'configuration.publicIpAddress');
    if (address === null) return [];
    const groups = textsAt(row, 'configuration.securityGroups.groupId');
    const rules = groups.flatMap((id) => open.get(id) ?? []);
    const severity = rules.length > 0 ? severityOf(entry) : 'MEDIUM';
    const fields = { name: nameOf(row), address, ports: rules.length > 0 ? portsOf(rules) : null };
    return [{ ...resourceRow(row, severity), fields }];
  });
  return ordered(rows, bySeverity);
}
