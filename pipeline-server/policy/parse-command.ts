import { parse, type WordPart } from 'unbash';

/** Most characters of a command line that is looked at. */
const LONGEST_COMMAND = 8192;

/** One command's words, or why there are none. */
export type ParsedCommand =
  | { readonly argv: readonly string[]; readonly reason: null }
  | { readonly argv: null; readonly reason: string };

type Node = ReturnType<typeof parse>['commands'][number]['command'];
type Command = Extract<Node, { type: 'Command' }>;

/** Control characters (line feeds and NUL among them), invisible ones, and spaces that are none: what is read is not what is shown. */
const DISGUISES = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/** What may stand outside quotes: nothing that any shell gives a meaning. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** What was found where a plain word should be, by the parser's names. */
const PARTS: Readonly<Record<string, string>> = {
  AnsiCQuoted: "text in $'…'",
  LocaleString: 'text in $"…"',
  SimpleExpansion: 'a variable',
  ParameterExpansion: 'a variable',
  CommandExpansion: 'a command in a command',
  ProcessSubstitution: 'a process in place of a file',
  ArithmeticExpansion: 'arithmetic',
  Glob: 'a pattern of file names outside quotes',
  ExtendedGlob: 'a pattern of file names outside quotes',
  BraceExpansion: 'braces outside quotes',
};

const NODES: Readonly<Record<string, string>> = {
  Pipeline: 'a pipe, "!" or "time"',
  AndOr: 'commands joined by && or ||',
  Subshell: 'a subshell',
  BraceGroup: 'a group of commands',
  Function: 'a function',
  Redirected: 'a redirection',
  Coproc: 'a process in the background',
};

/**
 * Reads exactly one simple command of plain and quoted words. Whatever else a shell would understand is refused by name;
 * nothing is expanded, so that the words are what a program gets when it is started without a shell. Never throws.
 */
export function parseCommand(line: string): ParsedCommand {
  const problem = problemOfText(line);
  if (problem !== null) return refused(problem);
  const { commands, errors } = parse(line);
  const [statement, second] = commands;
  if (errors !== undefined && errors.length > 0) return refused('it does not parse');
  if (statement === undefined) return refused('there is no command');
  if (second !== undefined) return refused('it is more than one command');
  if (statement.background === true) return refused('it runs in the background');
  const { command } = statement;
  if (command.type !== 'Command') return refused(`it holds ${NODES[command.type] ?? 'a program'}`);
  return readWords(command, line);
}

function problemOfText(line: string): string | null {
  if (line.trim() === '') return 'there is no command';
  if (line.length > LONGEST_COMMAND) return `it is longer than ${LONGEST_COMMAND} characters`;
  const disguise = DISGUISES.exec(line)?.[0].codePointAt(0);
  if (disguise === undefined) return null;
  return `it holds the character U+${disguise.toString(16).toUpperCase().padStart(4, '0')}`;
}

function readWords(command: Command, line: string): ParsedCommand {
  if (command.prefix.length > 0)
    return refused('it sets variables of the environment or redirects');
  const around = line.slice(0, command.pos) + line.slice(command.end);
  if (/[^ ]/.test(around))
    return refused('it holds ";", a comment or something else beside the command');
  const argv: string[] = [];
  for (const word of [command.name, ...command.suffix]) {
    if (word?.type !== 'Word') return refused('it holds a redirection or an assignment');
    const problem = problemOfWord(word.text, word.parts);
    if (problem !== null) return refused(`it holds ${problem}`);
    argv.push(word.value);
  }
  return argv[0] === '' ? refused('the command has no name') : { argv, reason: null };
}

function problemOfWord(text: string, parts: readonly WordPart[] | undefined): string | null {
  if (parts === undefined) return problemOfPlain(text);
  for (const part of parts) {
    const problem = problemOfPart(part);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOfPart(part: WordPart): string | null {
  if (part.type === 'SingleQuoted') return null;
  if (part.type === 'Literal') return problemOfPlain(part.text);
  if (part.type !== 'DoubleQuoted') return PARTS[part.type] ?? 'something that a shell expands';
  const expanded = part.parts.find(({ type }) => type !== 'Literal');
  return expanded === undefined ? null : (PARTS[expanded.type] ?? 'something that a shell expands');
}

function problemOfPlain(text: string): string | null {
  if (PLAIN.test(text)) return null;
  const sign = /[^\w@%+=:,./-]/u.exec(text)?.[0] ?? '';
  return `"${sign}" outside quotes`;
}

function refused(found: string): ParsedCommand {
  return { argv: null, reason: `This is not one plain command: ${found}.` };
}
