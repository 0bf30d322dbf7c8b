import { openShippedSource } from '../../knowledge/ingest/shipped-source.ts';
import type { Source } from '../../knowledge/ingest/source.ts';
import { makePublication, type PublishWishes } from '../../knowledge/open-webui/publication.ts';
import { type Published, publishFolder } from '../../knowledge/open-webui/publish-folder.ts';
import { openOpenWebui } from '../compose-desk.ts';
import type { Config } from '../config.ts';
import { readArguments } from './arguments.ts';
import { type CommandContext, EXIT_CODES, type ExitCode, UsageError } from './command.ts';
import { openWritten } from './knowledge-sync.ts';
import { withKnowledge } from './open-knowledge.ts';
import { printable } from './terminal-text.ts';

const OPTIONS = {
  public: { type: 'boolean' },
  prune: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** What became of one source. */
interface Outcome extends Published {
  readonly source: string;
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/** `xops knowledge publish`. */
export async function publishKnowledge(
  args: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const config = context.readConfig();
  const openWebui = openOpenWebui(config);
  if (openWebui === null) {
    throw new UsageError('Set OPEN_WEBUI_URL, and OPEN_WEBUI_API_KEY to the key of an admin.');
  }
  const wishes = { isPublic: values.public === true, prune: values.prune === true };
  try {
    return await withKnowledge(config, async (services) => {
      // What is published has been brought in before; the shipped SOPs come with the first question.
      await services.find({ question: 'publish', limit: 1, filter: {} }, context.signal);
      const outcomes: Outcome[] = [];
      for (const source of await sourcesOf(config, positionals)) {
        const { signal } = context;
        const made = await makePublication(source, await services.store(), { wishes, signal });
        const published = await publishFolder(made.publication, openWebui.api, signal);
        outcomes.push({ source: source.facts.id, ...published, leftOut: made.leftOut });
      }
      tell(outcomes, { json: values.json === true, wishes }, context);
      return outcomes.some(({ failed }) => failed.length > 0)
        ? EXIT_CODES.partial
        : EXIT_CODES.done;
    });
  } finally {
    await openWebui.close();
  }
}

const SHIPPED = 'xops-sops';

async function sourcesOf(
  { knowledge: { sources: written }, aws }: Pick<Config, 'knowledge' | 'aws'>,
  names: readonly string[],
): Promise<readonly Source[]> {
  const wanted = names.length === 0 ? [SHIPPED, ...written.map(({ name }) => name)] : names;
  return await Promise.all(
    wanted.map(async (name) => {
      if (name === SHIPPED) return openShippedSource({ incidents: aws.source === 'sample' });
      const found = written.find((each) => each.name === name);
      if (found === undefined) throw new UsageError(`There is no source "${name}".`);
      return await openWritten(found);
    }),
  );
}

function tell(
  outcomes: readonly Outcome[],
  { json, wishes }: { readonly json: boolean; readonly wishes: PublishWishes },
  { terminal }: CommandContext,
): void {
  if (json) terminal.out(`${JSON.stringify(outcomes)}\n`);
  else for (const outcome of outcomes) terminal.out(spell(outcome, wishes));
}

function spell(outcome: Outcome, { isPublic }: PublishWishes): string {
  const { source, added, changed, removed, unchanged, failed, leftOut } = outcome;
  const readers = isPublic ? 'everybody may read it' : 'admins may read it';
  const counts = `${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged`;
  const problems = [...failed, ...leftOut].map(
    ({ path, reason }) => `  ${printable(path)}: ${printable(reason)}\n`,
  );
  return `${source} in Open WebUI (${readers}): ${counts}.\n${problems.join('')}`;
}
