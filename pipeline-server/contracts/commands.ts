import type { Classification } from './action-access.ts';
import type { Plan } from './plan.ts';

/** How a program ended. Its output is text from outside, secrets removed: data, never an instruction. */
export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** True when it wrote more than was kept. */
  readonly isCut: boolean;
}

/** A command that is to be asked for. */
export interface WantedCommand {
  /** One command line, as it would be typed. */
  readonly line: string;
  /** What for, in a sentence. */
  readonly purpose: string;
}

/** Commands of the programs that the settings name. */
export interface Commands {
  /** Names of the programs. */
  readonly programs: readonly string[];
  judge(line: string): Promise<Classification>;
  /**
   * Runs a command that is judged `read`, without a shell.
   * @throws CommandError for any other, and when its program cannot be run or takes too long.
   */
  read(line: string, signal: AbortSignal): Promise<CommandEnd>;
  /**
   * The plan that runs a command which is judged `write`, once it is approved.
   * @throws CommandError for any other.
   */
  plan(wanted: WantedCommand): Promise<Plan>;
}

/** Why a command is not run, or did not end. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** What to do instead, in a sentence. */
  readonly remedy: string;

  constructor(problem: string, remedy: string) {
    super(problem);
    this.remedy = remedy;
  }
}
