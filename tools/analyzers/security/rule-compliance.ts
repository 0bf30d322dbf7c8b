import { type ConfigRow, objectsAt, textAt } from '../../aws/config-row.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, RESOURCE, SEVERITY } from '../columns.ts';
import { resourceRow } from '../config-check.ts';
import { groupedBy } from '../group-by.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, type Noun } from '../sentence.ts';

const RULES: Noun = { one: 'rule', many: 'rules' };

/** `sec.config.compliance`: each resource with each Config rule that it does not comply with. */
export const ruleCompliance = defineAnalyzer<readonly ConfigRow[]>({
  id: 'sec.config.compliance',
  finds: {
    one: 'failed evaluation of a Config rule',
    many: 'failed evaluations of Config rules',
  },
  columns: [RESOURCE, column('kind', 'Type'), ACCOUNT, REGION, column('rule', 'Rule'), SEVERITY],
  advice: {
    verb: 'Remediate',
    one: 'case of non-compliance',
    many: 'cases of non-compliance',
    action: 'Work through the rules, those that most resources fail first.',
    effort: 'medium',
    basis: 'aws',
  },
  read: (readers, { entry, parameters }) => readers.config.select(entry.sql, parameters),
  rows: complianceRows,
  summarise: (rows, _data, { entry: { source } }) => {
    const rules = rulesOf(rows);
    return {
      headlines: [{ label: 'Rules failed', value: rules.length, kind: 'number', source }],
      clause: ['; they are of ', ...counted(rules.length, RULES)],
      notes: [
        'Severity is one for all: Config rules have none of their own. Rules that Security Hub made for its controls appear among its findings too.',
      ],
      chart: barChart(rules, { title: 'Resources by rule', unit: 'resources', name: 'Resources' }),
    };
  },
});

/** Rules by the number of resources that fail them. */
function rulesOf(rows: readonly Row[]): readonly { label: string; value: number }[] {
  return [...groupedBy(rows, ({ fields }) => String(fields['rule']))]
    .map(([label, members]) => ({ label, value: members.length }))
    .toSorted((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1));
}

/** Config matches a list as a whole, so that each rule of it is tested again. Pure. */
export function complianceRows(
  data: readonly ConfigRow[],
  { entry }: AnalysisRequest,
): readonly Row[] {
  const severity = severityOf(entry);
  return ordered(
    data.flatMap((row) => failedRules(row).map((rule) => ruleRow(row, rule, severity))),
  );
}

function failedRules(row: ConfigRow): readonly string[] {
  const failed = objectsAt(row, 'configuration.configRuleList')
    .filter((rule) => rule['complianceType'] === 'NON_COMPLIANT')
    .flatMap(({ configRuleName }) => (typeof configRuleName === 'string' ? [configRuleName] : []));
  return [...new Set(failed)];
}

function ruleRow(row: ConfigRow, rule: string, severity: Row['severity']): Row {
  const resourceId = textAt(row, 'configuration.targetResourceId');
  const resourceType = textAt(row, 'configuration.targetResourceType');
  const plain = resourceRow({ ...row, resourceId, resourceType }, severity);
  return { ...plain, id: `${plain.id}/${rule}`, fields: { kind: resourceType, rule } };
}
