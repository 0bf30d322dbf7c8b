import { Type } from 'typebox';
import type { Column } from '../../pipeline-server/contracts/findings.ts';
import { defineTool, type Tool, type ToolRow } from '../../pipeline-server/contracts/tool.ts';
import { answerWithRows, pageRows } from './page-rows.ts';
import type { FocusPort, ToolPorts } from './ports.ts';
import type { RowHandles } from './row-handles.ts';

const PARAMETERS = Type.Object(
  {
    search: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'Only columns whose name or note has this text.',
      }),
    ),
  },
  { additionalProperties: false },
);

const COLUMNS: readonly Column[] = [
  { field: 'column', title: 'Column', kind: 'text' },
  { field: 'type', title: 'Type', kind: 'text' },
  { field: 'values', title: 'Allowed values', kind: 'text' },
  { field: 'costExplorer', title: 'From Cost Explorer', kind: 'text' },
  { field: 'how', title: 'How, or why not', kind: 'text' },
];

const NOTES = [
  "Decimals are DECIMAL(38,12), times are UTC timestamps, Tags is JSON: Tags->>'team'.",
  'Rows from Cost Explorer also have x_CostExplorerQuery, x_Estimated, x_RecordType and x_UsageType.',
];

/** The columns that questions in SQL may name. */
export function describeFocusTool({ focus, awsSource }: ToolPorts, handles: RowHandles): Tool {
  return defineTool({
    id: 'describe_focus',
    title: 'Describe cost columns',
    description:
      'Lists the columns of the table focus with their types, allowed values, and what Cost Explorer can give of each. Take it before query_focus. It costs nothing.',
    parameters: PARAMETERS,
    examples: [{}, { search: 'cost' }],
    asksAws: false,
    async execute({ search = '' }, { principal }) {
      const rows = focus.columns.map(rowOf).filter((row) => mentions(row, search));
      const kept = { tool: 'describe_focus', columns: COLUMNS, rows, total: rows.length };
      const handle = () => handles.keep(principal.id, kept);
      const summary = `${rows.length} of the ${focus.columns.length} columns of FOCUS 1.2.`;
      const paged = pageRows(kept, { offset: 0, limit: rows.length, handle });
      return answerWithRows(paged, { summary, source: awsSource.label, notes: NOTES });
    },
  });
}

function mentions({ column, how }: ToolRow, search: string): boolean {
  return `${column} ${how}`.toLowerCase().includes(search.trim().toLowerCase());
}

function rowOf(column: FocusPort['columns'][number]): ToolRow {
  const { name, type, nullable, allowed = [], costExplorer, how } = column;
  return {
    column: name,
    type: nullable ? `${type}, may be null` : type,
    values: allowed.join(', '),
    costExplorer,
    how,
  };
}
