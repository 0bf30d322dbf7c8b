import { Type } from 'typebox';
import { defineTool, type Tool, ToolError } from '../../pipeline-server/contracts/tool.ts';
import { answerWithRows, type PagedRows, pageRows } from './page-rows.ts';
import type { ToolPorts } from './ports.ts';
import type { KeptRows, RowHandles } from './row-handles.ts';

const PARAMETERS = Type.Object(
  {
    handle: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'The handle from "next" of an earlier answer.',
    }),
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000,
        default: 0,
        description: 'The offset from "next", or 0 for the beginning.',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Rows in the answer.' }),
    ),
  },
  { additionalProperties: false },
);

const GONE = {
  problem: 'This handle is not known: it is wrong, or older than half an hour.',
  remedy: 'Call the tool that gave it again, with the same arguments.',
};

/** More rows of an earlier answer. */
export function getRowsTool({ awsSource }: ToolPorts, handles: RowHandles): Tool {
  return defineTool({
    id: 'get_rows',
    title: 'Get more rows',
    description:
      'Gives more rows of an earlier answer: pass handle and offset from its "next". Rows are kept for half an hour. Nothing is asked of AWS again.',
    parameters: PARAMETERS,
    examples: [{ handle: 'kW3yq0nR7l2Xv8sTb1mZ5A', offset: 20 }],
    asksAws: false,
    async execute({ handle, offset = 0, limit = 50 }, { principal }) {
      const kept = handles.find(principal.id, handle);
      if (kept === null) throw new ToolError('expired', GONE);
      const paged = pageRows(kept, { offset, limit, handle: () => handle });
      return answerWithRows(paged, {
        summary: summaryOf(paged, offset, kept.tool),
        source: awsSource.label,
        notes: notesOf(kept),
      });
    },
  });
}

function summaryOf({ rows, total }: PagedRows, offset: number, tool: string): string {
  if (rows.length === 0) return 'No more rows.';
  return `Rows ${offset + 1}–${offset + rows.length} of ${total} that ${tool} found.`;
}

function notesOf({ rows, total }: KeptRows): string[] {
  if (rows.length === total) return [];
  return [`Only the first ${rows.length} rows are kept; narrow the question for others.`];
}
