import { Type } from 'typebox';
import type { AnalyzerSummary, Threshold } from '../../pipeline-server/contracts/catalogue.ts';
import type { Column } from '../../pipeline-server/contracts/findings.ts';
import { defineTool, type Tool, type ToolRow } from '../../pipeline-server/contracts/tool.ts';
import { findEntry } from './find-entry.ts';
import { answerWithRows } from './page-rows.ts';
import type { ToolPorts } from './ports.ts';

/** The parameter that names an analyzer. */
export const ANALYZER = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'The id of an analyzer as list_analyzers gives it, e.g. cost.ec2.idle.',
});

const COLUMNS: readonly Column[] = [
  { field: 'about', title: 'About', kind: 'text' },
  { field: 'value', title: 'Value', kind: 'text' },
];

const PARAMETERS = Type.Object({ analyzer: ANALYZER }, { additionalProperties: false });

/** What one analyzer reads, computes and is evidence for. */
export function describeAnalyzerTool({ analyzers, awsSource }: ToolPorts): Tool {
  return defineTool({
    id: 'describe_analyzer',
    title: 'Describe an analyzer',
    description:
      'Explains one analyzer: what it computes, its threshold, the AWS API it reads, and the SOC 2 and CPS 234 criteria that it is mapped evidence for. Take it before run_analyzer, and for "how do you know?".',
    parameters: PARAMETERS,
    examples: [{ analyzer: 'cost.ec2.idle' }],
    asksAws: false,
    async execute({ analyzer }) {
      const entry = findEntry(analyzer, analyzers.list());
      const rows = rowsOf(entry);
      const paged = { columns: [...COLUMNS], rows, total: rows.length };
      return answerWithRows(paged, {
        summary: `${entry.title}: ${entry.description}.`,
        source: awsSource.label,
        notes: entry.built ? [] : ['It is known by name and not built yet.'],
      });
    },
  });
}

function rowsOf(entry: AnalyzerSummary): ToolRow[] {
  const about: readonly (readonly [string, string])[] = [
    ['id', entry.id],
    ['finds', entry.description],
    ['domain', entry.domain],
    ['computes', entry.computes],
    ['threshold', entry.threshold],
    ['severity', entry.severity],
    ['source', entry.source],
    ['reads', entry.reads.join(', ')],
    ['IAM actions', entry.iamActions.join(', ')],
    ['IAM actions in member accounts', entry.memberIamActions.join(', ')],
    ['cost class', costOf(entry)],
    ['what to do', entry.remediation],
    ['runbook', entry.runbook],
    ...entry.thresholds.map(thresholdOf),
    ['Security Hub control', entry.securityHubControl],
    ['SOC 2 criteria (mapped evidence)', entry.soc2.join(', ')],
    ['CPS 234 paragraphs (mapped evidence)', entry.cps234.join(', ')],
  ];
  return about
    .filter(([, value]) => value !== '')
    .map(([label, value]) => ({ about: label, value }));
}

function costOf({ costClass, paidRequests }: AnalyzerSummary): string {
  return costClass === 'free' ? 'free' : `paid: about ${paidRequests} requests of USD 0.01`;
}

function thresholdOf({ name, what, value, unit, ...bounds }: Threshold): readonly [string, string] {
  const range = `${bounds.type} from ${bounds.minimum} to ${bounds.maximum}, default ${bounds.default}`;
  return [`threshold ${name}`, `${value} ${unit} (${range}). ${what}.`];
}
