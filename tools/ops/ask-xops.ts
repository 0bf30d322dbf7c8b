import { Type } from 'typebox';
import { defineTool, type Tool, ToolError } from '../../pipeline-server/contracts/tool.ts';
import { CONFIRM_COST } from './agree-to-price.ts';
import { DEFAULT_ROWS, runContextOf, type ToolKit } from './analysis-tool.ts';

const PARAMETERS = Type.Object(
  {
    question: Type.String({
      minLength: 2,
      maxLength: 4000,
      description:
        'The whole question in plain English, with accounts, Regions and period where they matter; of the conversation only the last question asked here may be known.',
    }),
    confirm_cost_usd: Type.Optional(CONFIRM_COST),
  },
  { additionalProperties: false },
);

/** A question in plain words, answered as the chat model answers it. */
export function askXopsTool({ ports, present }: ToolKit): Tool {
  return defineTool({
    id: 'ask_xops',
    title: 'Ask xOps',
    description:
      'Answers a question about AWS cost, security, reliability, inventory or certificates in plain English: it chooses the analyses itself and answers with text, tables, options and coverage. Take it when the question fits no other tool or several of them.',
    parameters: PARAMETERS,
    examples: [{ question: 'Show me idle EC2 across all accounts' }],
    askedOfPeople: 'question',
    asksAws: true,
    async execute({ question, confirm_cost_usd: agreedUsd = 0 }, context) {
      const run = runContextOf(context, 'ask_xops');
      const asked = { question, chatId: context.chatId, agreedUsd };
      const { text, results, options, refusals = [], report = null } = await ports.ask(asked, run);
      if (refusals.length > 0) throw unknownPlace(refusals);
      const found = { results, options, failures: [], summary: text };
      const sizing = { tool: 'ask_xops', identity: run.identity, limit: DEFAULT_ROWS };
      return { ...present(found, sizing), report };
    },
  });
}

function unknownPlace(
  refusals: readonly { readonly problem: string; readonly remedy: string }[],
): ToolError {
  const problem = refusals.map((refusal) => refusal.problem).join(' ');
  const remedy = refusals.map((refusal) => refusal.remedy).join(' ');
  return new ToolError('bad-argument', { problem, remedy });
}
