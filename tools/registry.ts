import type { Tool } from '../pipeline-server/contracts/tool.ts';
import { defineAnalysisTool, type ToolKit } from './ops/analysis-tool.ts';
import { askXopsTool } from './ops/ask-xops.ts';
import { changeTools } from './ops/change-tools.ts';
import { commandTools } from './ops/command-tools.ts';
import { COST_TOOLS } from './ops/cost-tools.ts';
import { describeAnalyzerTool } from './ops/describe-analyzer.ts';
import { describeFocusTool } from './ops/describe-focus.ts';
import { getRowsTool } from './ops/get-rows.ts';
import { INVENTORY_TOOLS } from './ops/inventory-tools.ts';
import { listAnalyzersTool } from './ops/list-analyzers.ts';
import type { ToolPorts } from './ops/ports.ts';
import { createPresentAnswer } from './ops/present-answer.ts';
import { queryFocusTool } from './ops/query-focus.ts';
import { createRowHandles } from './ops/row-handles.ts';
import { runAnalyzerTool } from './ops/run-analyzer.ts';
import { procedureTools } from './ops/search-procedures.ts';
import { CERTIFICATE_TOOLS, SECURITY_TOOLS } from './ops/security-tools.ts';

/** Every tool that runs analyzers, as declared. Adding one is one entry of one of these lists. */
export const ANALYSIS_TOOLS = [
  ...COST_TOOLS,
  ...SECURITY_TOOLS,
  ...CERTIFICATE_TOOLS,
  ...INVENTORY_TOOLS,
];

/** The tools of the product, in the order in which they are listed. They share the rows that they keep. */
export function createTools(ports: ToolPorts): readonly Tool[] {
  const handles = createRowHandles(ports.clock);
  const kit: ToolKit = { ports, present: createPresentAnswer(ports, handles) };
  return [
    askXopsTool(kit),
    ...ANALYSIS_TOOLS.map((definition) => defineAnalysisTool(definition, kit)),
    listAnalyzersTool(ports, handles),
    describeAnalyzerTool(ports),
    runAnalyzerTool(kit),
    queryFocusTool(ports, handles),
    describeFocusTool(ports, handles),
    getRowsTool(ports, handles),
    ...procedureTools(ports),
    ...changeTools(ports),
    ...commandTools(ports),
  ];
}
