import { Type } from 'typebox';
import type { AnalyzerSummary } from '../../pipeline-server/contracts/catalogue.ts';
import type { Column } from '../../pipeline-server/contracts/findings.ts';
import { defineTool, type Tool, type ToolRow } from '../../pipeline-server/contracts/tool.ts';
import { answerWithRows, pageRows } from './page-rows.ts';
import type { ToolPorts } from './ports.ts';
import type { RowHandles } from './row-handles.ts';

const DOMAINS = ['cost', 'security', 'reliability', 'inventory', 'certificates'] as const;

const PARAMETERS = Type.Object(
  {
    domain: Type.Optional(
      Type.Enum([...DOMAINS], {
        type: 'string',
        description: `Only analyzers of this domain: ${DOMAINS.join(', ')}.`,
      }),
    ),
    search: Type.Optional(
      Type.String({ maxLength: 100, description: 'Only analyzers that mention all these words.' }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 50,
        description: 'Rows in the answer; get_rows gives the rest.',
      }),
    ),
  },
  { additionalProperties: false },
);

const COLUMNS: readonly Column[] = [
  { field: 'analyzer', title: 'Analyzer', kind: 'text' },
  { field: 'title', title: 'Title', kind: 'text' },
  { field: 'severity', title: 'Severity', kind: 'severity' },
  { field: 'built', title: 'Built', kind: 'text' },
];

/** The catalogue, for a model that wants one analysis by its id. */
export function listAnalyzersTool({ analyzers, awsSource }: ToolPorts, handles: RowHandles): Tool {
  return defineTool({
    id: 'list_analyzers',
    title: 'List analyzers',
    description:
      'Lists every analysis that exists, with its id for run_analyzer. Take it when no other tool fits, or to see what can be asked; describe_analyzer explains one.',
    parameters: PARAMETERS,
    examples: [{ domain: 'security' }, { search: 'lambda' }],
    asksAws: false,
    async execute({ domain, search = '', limit = 50 }, { principal }) {
      const rows = analyzers
        .list()
        .filter((entry) => domain === undefined || entry.domain === domain)
        .filter((entry) => mentions(entry, search))
        .map(rowOf);
      const kept = { tool: 'list_analyzers', columns: COLUMNS, rows, total: rows.length };
      const handle = () => handles.keep(principal.id, kept);
      const summary = `${rows.length} analyzers.`;
      const paged = pageRows(kept, { offset: 0, limit, handle });
      return answerWithRows(paged, { summary, source: awsSource.label });
    },
  });
}

function mentions(entry: AnalyzerSummary, search: string): boolean {
  const text = `${entry.id} ${entry.title} ${entry.computes} ${entry.source}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function rowOf({ id, title, severity, built }: AnalyzerSummary): ToolRow {
  return { analyzer: id, title, severity, built: built ? 'yes' : 'no' };
}
