import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import { distance } from 'fastest-levenshtein';
import { UsageError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Parses a command's arguments.
 * @throws {@link UsageError} that names the nearest option for an unknown one.
 */
export function readArguments<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error, Object.keys(options)));
  }
}

function explain(error: unknown, options: readonly string[]): string {
  if (!(error instanceof Error)) return 'The arguments make no sense.';
  const unknown = /^Unknown option '(--?)([^']+)'/.exec(error.message)?.[2];
  if (unknown === undefined) return error.message.split('. ')[0] ?? error.message;
  const nearest = suggest(unknown, options);
  return `Unknown option --${unknown}.${nearest === null ? '' : ` Did you mean --${nearest}?`}`;
}

/** The known name nearest to a wrong one, or null when none is near. */
export function suggest(wrong: string, known: readonly string[]): string | null {
  const ranked = known
    .map((name) => ({ name, far: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far);
  const [best] = ranked;
  if (best === undefined) return null;
  const isPart = best.name.startsWith(wrong) && wrong.length > 2;
  return isPart || best.far <= Math.max(2, wrong.length / 3) ? best.name : null;
}

/**
 * A whole number of an option, or null when it was not given.
 * @throws {@link UsageError} when it is none, or below 1.
 */
export function readCount(option: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new UsageError(`--${option} takes a whole number from 1, not "${value}".`);
}

/**
 * One of a few words.
 * @throws {@link UsageError} that lists them.
 */
export function readChoice<const T extends string>(
  option: string,
  value: string,
  choices: readonly T[],
): T {
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw new UsageError(`--${option} is one of ${choices.join(', ')}, not "${value}".`);
}
