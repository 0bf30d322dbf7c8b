import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { defineTool, type Tool } from '../../pipeline-server/contracts/tool.ts';
import { CONFIRM_COST, checkPrice } from './agree-to-price.ts';
import { DEFAULT_ROWS, runContextOf, type ToolKit } from './analysis-tool.ts';
import { ANALYZER } from './describe-analyzer.ts';
import { findEntry } from './find-entry.ts';
import { readScope } from './read-scope.ts';
import { runAnalyses } from './run-analyses.ts';
import { SCOPE_ARGUMENTS } from './scope-parameters.ts';

const PARAMETERS = Type.Object(
  {
    analyzer: ANALYZER,
    ...SCOPE_ARGUMENTS.properties,
    confirm_cost_usd: Type.Optional(CONFIRM_COST),
  },
  { additionalProperties: false },
);

/** Any analyzer of the catalogue by its id. */
export function runAnalyzerTool({ ports, present }: ToolKit): Tool {
  return defineTool({
    id: 'run_analyzer',
    title: 'Run an analyzer',
    description:
      'Runs one analysis of the catalogue by its id, over all accounts and Regions or those given. Take it for what no other tool answers; list_analyzers gives the ids. A parameter that an analyzer does not know changes nothing.',
    parameters: PARAMETERS,
    examples: [
      { analyzer: 'cost.ec2.idle', accounts: ['payments-prod'] },
      { analyzer: 'sec.ec2.imdsv1', group_by: 'account' },
    ],
    asksAws: true,
    async execute({ analyzer, confirm_cost_usd: confirmedUsd, ...rest }, context) {
      const { id } = findEntry(analyzer, ports.analyzers.list());
      checkPrice([id], confirmedUsd, ports);
      const scope = Value.Parse(SCOPE_ARGUMENTS, rest);
      const run = runContextOf(context, 'run_analyzer');
      const parameters = await readScope(scope, ports, run);
      const found = await runAnalyses({ analyzers: [id], parameters, rank: true }, ports, run);
      const limit = scope.limit ?? DEFAULT_ROWS;
      return present(found, { tool: 'run_analyzer', identity: run.identity, limit });
    },
  });
}
