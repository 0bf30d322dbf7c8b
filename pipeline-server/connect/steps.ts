import type { Step } from './step.ts';
import { bannerStep } from './steps/banner.ts';
import { connectionStep } from './steps/connection.ts';
import { chunkStep, embeddingStep, loaderStep, rerankerStep } from './steps/documents.ts';
import { eventsStep } from './steps/events.ts';
import { guardStep } from './steps/guard.ts';
import { modelEntriesStep } from './steps/model-entries.ts';
import { tasksStep } from './steps/tasks.ts';
import { mcpServerStep, toolServerStep } from './steps/tool-servers.ts';

/**
 * Every step, in its order.
 * @param readGuard gives the text of the guard function.
 */
export function connectSteps(readGuard: () => Promise<string>): readonly Step[] {
  return [
    connectionStep,
    toolServerStep,
    mcpServerStep,
    modelEntriesStep,
    embeddingStep,
    rerankerStep,
    loaderStep,
    chunkStep,
    eventsStep,
    tasksStep,
    guardStep(readGuard),
    bannerStep,
  ];
}
