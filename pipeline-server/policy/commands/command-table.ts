import type { Judgement } from '../classify-aws.ts';

/** What an option takes: nothing, any value, or one that fits. */
type OptionValue = 'flag' | 'value' | RegExp;

/** Options that are known to be harmless, by their whole name: `--output`, `-n`. */
export type Options = Readonly<Record<string, OptionValue>>;

/** A command that only reads, as long as it has no other options and arguments than these. */
interface ReadingCommand {
  /** The words after the program: `config view`; empty for the program alone. */
  readonly words: string;
  readonly options?: Options;
  /** What its other arguments look like; none are taken without it. */
  readonly operands?: RegExp;
  /** An option that it needs in order to read only. */
  readonly needs?: readonly string[];
}

/** A program, and all that is known to read only. */
export interface CommandTable {
  readonly program: string;
  readonly reads: readonly ReadingCommand[];
  /** Why others are none of them, by their first words. */
  readonly writes: Readonly<Record<string, string>>;
}

/** Judges a command by its program's table: what is not in it is a write. */
export function judgeByTable(table: CommandTable, args: readonly string[]): Judgement {
  const { program, reads } = table;
  const found = reads
    .filter(({ words }) => startsWith(args, wordsOf(words)))
    .toSorted((a, b) => b.words.length - a.words.length)[0];
  const told = tellWrite(table, args);
  if (told !== null) return write(`${program}.known-write`, told);
  if (found === undefined)
    return write(`${program}.unknown`, `It is not known that this use of ${program} only reads.`);
  const problem = problemOf(args.slice(wordsOf(found.words).length), found);
  const name = `${program} ${found.words}`.trim();
  if (problem !== null) return write(`${program}.option`, `${name} ${problem}`);
  return {
    access: 'read',
    rule: `${program}.read`,
    reason: `${name} only reads, with these options.`,
  };
}

function tellWrite({ writes }: CommandTable, args: readonly string[]): string | null {
  const entry = Object.entries(writes).find(([words]) => startsWith(args, wordsOf(words)));
  return entry?.[1] ?? null;
}

function wordsOf(words: string): readonly string[] {
  return words === '' ? [] : words.split(' ');
}

function startsWith(args: readonly string[], words: readonly string[]): boolean {
  return words.every((word, index) => args[index] === word);
}

/** Why a reading command's rest is not known to be harmless. */
function problemOf(rest: readonly string[], command: ReadingCommand): string | null {
  const { options = {}, operands, needs = [] } = command;
  const table = new Map(Object.entries(options));
  const seen = new Set<string>();
  const words = [...rest];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!word.startsWith('-') || word === '-') {
      if (operands?.test(word) !== true) return 'is not known to be harmless with this argument.';
      continue;
    }
    const option = readOption(word, table);
    if (option === null) return 'is not known to be harmless with this option.';
    seen.add(option.name);
    if (option.takes === 'flag') continue;
    const value = option.value ?? words.shift();
    if (value === undefined || !fits(value, option.takes))
      return `is not known to be harmless with this value of ${option.name}.`;
  }
  const missing = needs.length > 0 && !needs.some((name) => seen.has(name));
  return missing ? `only reads with ${needs.join(' or ')}.` : null;
}

interface ReadOption {
  readonly name: string;
  readonly takes: OptionValue;
  readonly value: string | undefined;
}

/** `--name`, `--name=value`, `-n`, `-nvalue`; null for whatever is not listed. */
function readOption(word: string, table: ReadonlyMap<string, OptionValue>): ReadOption | null {
  const equals = word.indexOf('=');
  const isLong = word.startsWith('--');
  const name = isLong ? (equals === -1 ? word : word.slice(0, equals)) : word.slice(0, 2);
  const takes = table.get(word) ?? table.get(name);
  if (takes === undefined) return null;
  if (table.has(word)) return { name: word, takes, value: undefined };
  const value = isLong ? word.slice(equals + 1) : word.slice(2);
  return takes === 'flag' ? null : { name, takes, value };
}

function fits(value: string, takes: Exclude<OptionValue, 'flag'>): boolean {
  return takes === 'value' ? !value.startsWith('-') : takes.test(value);
}

function write(rule: string, reason: string): Judgement {
  return { access: 'write', rule, reason };
}
