/** Options of every `aws` command that change what is shown or how long is waited, and nothing else. */
const HARMLESS_OPTIONS: ReadonlyMap<string, 'flag' | RegExp> = new Map<string, 'flag' | RegExp>([
  ['--region', /^[a-z0-9-]{1,32}$/],
  ['--output', /^[a-z][a-z-]*$/],
  ['--query', /^(?!-)/],
  ['--color', /^(?:on|off|auto)$/],
  ['--page-size', /^\d+$/],
  ['--max-items', /^\d+$/],
  ['--starting-token', /^(?!-)/],
  ['--cli-binary-format', /^[a-z0-9-]+$/],
  ['--cli-connect-timeout', /^\d+$/],
  ['--cli-read-timeout', /^\d+$/],
  ['--no-paginate', 'flag'],
  ['--no-cli-pager', 'flag'],
  ['--no-cli-auto-prompt', 'flag'],
]);

/** Options of every `aws` command that say whom it asks, as whom, or what else it reads. The CLI takes them shortened as well. */
const DANGEROUS_OPTIONS: Readonly<Record<string, string>> = {
  '--endpoint-url': 'sends the request, and the signature with it, to an address of its own',
  '--profile': 'takes other credentials, which a profile may get from a program',
  '--ca-bundle': 'trusts certificates of a file',
  '--no-verify-ssl': 'trusts whoever answers',
  '--no-sign-request': 'asks without credentials',
  '--debug': 'prints requests with their credentials',
  '--cli-input-json': 'takes its arguments from elsewhere',
  '--cli-input-yaml': 'takes its arguments from elsewhere',
  '--cli-auto-prompt': 'waits for somebody at a terminal',
  '--generate-cli-skeleton': 'prints a template instead of an answer',
};

const OPTION = /^--[a-z0-9][a-z0-9-]*$/i;
const FROM_FILE = /fileb?:\/\//i;
const FROM_NETWORK = /^https?:\/\//i;

/** What SQS calls its queues by; the CLI reads it as a name, not as an address to get a value from. */
const QUEUE = /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/\d{12}\/[\w-]+(?:\.fifo)?$/;

/** The words of an `aws` command, without options that are harmless everywhere; or why its options are not known to be so. */
export type AwsWords =
  | {
      readonly problem: null;
      readonly service: string;
      readonly operation: string;
      readonly rest: readonly string[];
    }
  | { readonly problem: string };

/** Sorts the arguments of an `aws` command. */
export function readAwsWords(args: readonly string[]): AwsWords {
  const kept: string[] = [];
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const name = nameOf(word);
    const takes = HARMLESS_OPTIONS.get(name);
    const given = takes === undefined || takes === 'flag' || word !== name ? word : left.shift();
    const problem = takes === undefined ? problemOf(word) : problemOfHarmless(name, given, takes);
    if (problem !== null) return { problem };
    if (takes === undefined) kept.push(word);
  }
  const [service = '', operation = '', ...rest] = kept;
  if (service.startsWith('-') || operation.startsWith('-')) {
    return { problem: 'It has an option before its operation that is not known to be harmless.' };
  }
  if (operation === '') return { problem: 'It names no operation.' };
  return { problem: null, service, operation, rest };
}

function nameOf(word: string): string {
  return word.split('=', 1)[0] ?? '';
}

const FILE = 'It takes a value from a file or an address.';

function problemOfHarmless(
  name: string,
  given: string | undefined,
  takes: 'flag' | RegExp,
): string | null {
  if (takes === 'flag') return given === name ? null : `${name} takes no value.`;
  const value = given?.startsWith(`${name}=`) === true ? given.slice(name.length + 1) : given;
  if (value === undefined || !takes.test(value)) return `${name} has no value, or a strange one.`;
  return FROM_FILE.test(value) ? FILE : null;
}

/** What is wrong with a word, whatever the command is. */
function problemOf(word: string): string | null {
  const name = nameOf(word);
  const value = name === word ? word : word.slice(name.length + 1);
  if (FROM_FILE.test(word)) return FILE;
  if (FROM_NETWORK.test(value) && !QUEUE.test(value)) return FILE;
  // A dash alone stands for one's own account; `-1` is a number.
  if (!word.startsWith('-') || /^-\d*$/.test(word)) return null;
  if (!OPTION.test(name)) return 'It has an option as the AWS CLI has none.';
  const danger = Object.entries(DANGEROUS_OPTIONS).find(([option]) =>
    option.startsWith(name.toLowerCase()),
  );
  return danger === undefined ? null : `${danger[0]} ${danger[1]}.`;
}
