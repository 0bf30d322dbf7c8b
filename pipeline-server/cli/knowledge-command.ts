import { suggest } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { UsageError } from './command.ts';
import { queryKnowledge } from './knowledge-query.ts';

type Verb = (args: readonly string[], context: CommandContext) => Promise<ExitCode>;

/** What follows `xops knowledge`, each in a file of its own. */
const VERBS: ReadonlyMap<string, Verb> = new Map([['query', queryKnowledge]]);

/** `xops knowledge`: SOPs, incident notes and uploads. */
export const knowledgeCommand: Command = {
  name: 'knowledge',
  summary: 'search SOPs and incident notes',
  help: `xops knowledge query <question> [--limit <n>] [--class <class>] [--explain] [--json]

query    the passages that answer a question, best first, each with its place: file,
         heading and lines. It says so when nothing is near enough.

  --limit <n>      passages at most, 5 when left out
  --class <class>  the highest class to show: PUBLIC, INTERNAL, CONFIDENTIAL, RESTRICTED
  --explain        how each passage was found: places by words and by vectors, score
  --json           the answer as JSON`,
  async run(args, context) {
    const [name = '', ...rest] = args;
    const verb = VERBS.get(name);
    if (verb === undefined) throw new UsageError(unknownVerb(name));
    return await verb(rest, context);
  },
};

function unknownVerb(name: string): string {
  const verbs = [...VERBS.keys()];
  const nearest = suggest(name, verbs);
  const hint = nearest === null ? '' : ` Did you mean "xops knowledge ${nearest}"?`;
  return `xops knowledge ${verbs.join(', ')}.${hint}`;
}
