import { createAskFocus } from '../tools/focus/ask-focus.ts';
import { FOCUS_COLUMNS } from '../tools/focus/columns.ts';
import { COST_EXPLORER_REQUESTS } from '../tools/focus/cost-explorer-focus.ts';
import type { ExportFolder } from '../tools/focus/focus-data.ts';
import type { AskQuestion, ToolPorts, Writing } from '../tools/ops/ports.ts';
import { createTools } from '../tools/registry.ts';
import type { ChangeDesk } from './contracts/change-desk.ts';
import type { Commands } from './contracts/commands.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { KnowledgeDesk } from './contracts/knowledge.ts';
import type { Reports } from './contracts/reports.ts';
import type { ChatStore } from './contracts/state.ts';
import type { Tool } from './contracts/tool.ts';
import type { AskDeps } from './flows/xops/answer.ts';
import { answerQuestion } from './flows/xops/answer-question.ts';
import { escapeHtml, renderChart } from './flows/xops/chart.ts';
import { plainText } from './flows/xops/document.ts';
import { formatValue } from './flows/xops/format-value.ts';
import { mergeCoverage } from './flows/xops/merge-coverage.ts';
import { readPeriod } from './flows/xops/understand/read-period.ts';
import { writeSentence } from './flows/xops/write-sentence.ts';
import type { OpenedAnalyzers } from './open-analyzers.ts';

/** What the tools are composed of. */
export interface ToolFoundation {
  readonly opened: OpenedAnalyzers;
  readonly chats: ChatStore;
  readonly reports: Reports;
  /** Where FOCUS exports are; null where that is not configured. */
  readonly exportsFolder: ExportFolder | null;
  readonly clock: Clock;
  readonly log: Logger;
  /** What costs more than this in USD needs the user's agreement. */
  readonly askAboveUsd?: number;
  /** Where changes are asked for. */
  readonly changes?: ChangeDesk;
  /** Procedures and past incidents. */
  readonly knowledge?: KnowledgeDesk;
  /** Programs that may be run; null where the settings switch none on. */
  readonly commands?: Commands | null;
}

/** How a question asked through a tool is answered: coverage and receipt are fields of the answer already. */
const PRESENTATION: AskDeps['presentation'] = {
  rows: 10_000,
  options: 5,
  currencyDecimals: 2,
  showSources: false,
  showReceipt: false,
  showUnderstanding: true,
};

/** How answers are written, whichever tool gives them. */
export const WRITING: Writing = {
  sentence: (sentence) => plainText(writeSentence(sentence, PRESENTATION)),
  value: (value) => formatValue(value, PRESENTATION),
  escapeHtml,
  chart: (chart) => renderChart(chart),
  mergeCoverage,
};

/** Makes the tools over the analyzers and the flow that answers questions. */
export function composeTools(foundation: ToolFoundation): readonly Tool[] {
  const { opened, clock, exportsFolder, commands } = foundation;
  const askFocus = createAskFocus({ reader: opened.focus, folder: exportsFolder, clock });
  const ports: ToolPorts = {
    analyzers: opened.analyzers,
    awsSource: opened.awsSource,
    clock,
    ask: createAsk(foundation),
    focus: { ask: askFocus, columns: FOCUS_COLUMNS, paidRequests: COST_EXPLORER_REQUESTS },
    readPeriod,
    writing: WRITING,
    ...(foundation.askAboveUsd === undefined ? {} : { askAboveUsd: foundation.askAboveUsd }),
    ...(foundation.changes === undefined ? {} : { changes: foundation.changes }),
    ...(foundation.knowledge === undefined ? {} : { knowledge: foundation.knowledge }),
    ...(commands === null || commands === undefined ? {} : { commands }),
  };
  return createTools(ports);
}

/** The words of questions are loaded with the first question. */
function createAsk(foundation: ToolFoundation): AskQuestion {
  const { opened, chats, reports, clock, log, askAboveUsd = Number.POSITIVE_INFINITY } = foundation;
  const { analyzers, awsSource } = opened;
  let understanding: Promise<AskDeps['understand']> | null = null;
  const load = async () => {
    const { createUnderstanding } = await import('./flows/xops/understand/understand.ts');
    return createUnderstanding(analyzers.list());
  };
  return async (asked, context) => {
    understanding ??= load();
    const understand = await understanding;
    const presentation = PRESENTATION;
    const shared = { analyzers, awsSource, chats, reports, clock, log, presentation, understand };
    const { knowledge } = foundation;
    const known = knowledge === undefined ? {} : { knowledge };
    const deps = { ...shared, ...known, askAboveUsd: Math.max(askAboveUsd, asked.agreedUsd) };
    return await answerQuestion(asked, context, deps);
  };
}
