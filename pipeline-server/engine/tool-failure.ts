import { AnalysisError } from '../contracts/analysis.ts';
import { oneLine, type ToolChoice, ToolError } from '../contracts/tool.ts';
import { XopsError } from '../errors.ts';
import { ANALYSIS_STATUS } from './failure.ts';
import type { ArgumentProblem } from './tool-arguments.ts';

/** A call that was not answered, in words that are safe for a model to read. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  /** HTTP status. */
  readonly status: number;
  readonly remedy: string;
  /** Each bad argument, where that is what was wrong. */
  readonly problems: readonly ArgumentProblem[] | null;
  readonly choice: ToolChoice | null;

  constructor(
    words: { readonly status: number; readonly problem: string; readonly remedy: string },
    details: {
      readonly problems?: readonly ArgumentProblem[];
      readonly choice?: ToolChoice | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(oneLine(words.problem, LONGEST), { cause: details.cause });
    this.status = words.status;
    this.remedy = oneLine(words.remedy, LONGEST);
    this.problems = details.problems ?? null;
    this.choice = details.choice ?? null;
  }
}

/** A failure as a model reads it, whichever door it came through. */
export function failureBody({ message, remedy, problems, choice }: ToolFailure): object {
  return {
    error: message,
    remedy,
    ...(problems === null ? {} : { detail: problems }),
    ...(choice === null || choice.options.length === 0 ? {} : { choices: choice.options }),
  };
}

/** Messages repeat names from outside; a model needs no more of them. */
const LONGEST = 600;

const TOOL_STATUS = {
  'bad-argument': 422,
  'not-found': 404,
  expired: 410,
  'needs-agreement': 402,
} as const satisfies Readonly<Record<ToolError['code'], number>>;

const ANALYSIS_REMEDY = {
  'unknown-analyzer': 'Call list_analyzers to see the ids.',
  'not-built': 'Take one of the nearest, or call list_analyzers.',
  'bad-parameter': 'Correct the argument and call the tool again.',
  denied:
    'AWS refused the read. Tell the user that an administrator has to allow it; calling again does not help.',
  throttled: 'Wait a minute, then call again, with fewer accounts or Regions.',
  'limit-reached':
    'Tell the user what was spent and when the limit resets; calling again does not help. Cached answers cost nothing.',
  unavailable: 'Call again in a minute; if it fails again, tell the user.',
  aborted: 'Call again.',
} as const satisfies Readonly<Record<AnalysisError['code'], string>>;

/** Words anything that a tool threw. Only errors written for the caller keep their text; null for the rest. */
export function describeToolError(error: unknown): ToolFailure | null {
  if (error instanceof ToolFailure) return error;
  if (error instanceof ToolError) {
    const { code, message, remedy, choice } = error;
    return new ToolFailure({ status: TOOL_STATUS[code], problem: message, remedy }, { choice });
  }
  if (error instanceof AnalysisError) {
    const { code, message } = error;
    const remedy = ANALYSIS_REMEDY[code];
    return new ToolFailure({ status: ANALYSIS_STATUS[code], problem: message, remedy });
  }
  return error instanceof XopsError ? describeXopsError(error) : null;
}

/** Words an error of the server's catalogue, whose messages say first what is wrong and then what to do. */
export function describeXopsError({ status, message }: XopsError): ToolFailure {
  const [problem = message, ...remedy] = message.split(/(?<=\.) /);
  return new ToolFailure({ status, problem, remedy: remedy.join(' ') || 'Tell the user.' });
}
