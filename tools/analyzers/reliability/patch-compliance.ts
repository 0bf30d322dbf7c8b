import { type ConfigRow, textAt, textsAt } from '../../aws/config-row.ts';
import { defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, RESOURCE, SEVERITY } from '../columns.ts';
import { resourceRow } from '../config-check.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';

/** `rel.patch.compliance`: instances that Systems Manager found to lack patches, as a Config rule judges them. */
export const patchCompliance = defineAnalyzer<readonly ConfigRow[]>({
  id: 'rel.patch.compliance',
  finds: { one: 'instance that lacks patches', many: 'instances that lack patches' },
  columns: [RESOURCE, ACCOUNT, REGION, column('rule', 'Config rule'), SEVERITY],
  advice: {
    verb: 'Patch',
    one: 'instance',
    many: 'instances',
    action: 'Install what the patch baseline asks for, in a maintenance window.',
    effort: 'medium',
    basis: 'config',
  },
  read: (readers, { entry, parameters }) => readers.config.select(entry.sql, parameters),
  rows: (records, { entry }) =>
    ordered(records.flatMap((record) => patchRow(record, severityOf(entry)))),
  summarise: () => ({
    headlines: [],
    notes: [
      'Known are instances only which Systems Manager manages, where the Config rule ec2-managedinstance-patch-compliance-status-check runs. Records of compliance carry no tags.',
    ],
  }),
});

/** The instance that a compliance record is about; Config names it with its type in front. */
function patchRow(record: ConfigRow, severity: Row['severity']): readonly Row[] {
  const target = textAt(record, 'configuration.targetResourceId');
  if (target === null) return [];
  const resourceId = target.slice(target.lastIndexOf('/') + 1);
  const resource = { ...record, resourceId, resourceType: 'AWS::EC2::Instance' };
  const rule = textsAt(record, 'configuration.configRuleList.configRuleName').join(', ');
  return [{ ...resourceRow(resource, severity), fields: { rule } }];
}
