import { openSource } from '../../knowledge/ingest/open-source.ts';
import type { Source } from '../../knowledge/ingest/source.ts';
import type { Config } from '../config.ts';
import { readArguments, suggest } from './arguments.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { readWishes, SYNC_OPTIONS, syncSources, watchSources } from './knowledge-sources.ts';

type WrittenSource = Config['knowledge']['sources'][number];

/** `xops knowledge sync`. */
export async function syncKnowledge(
  args: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, SYNC_OPTIONS);
  const written = chosen(context.readConfig().knowledge.sources, positionals);
  if (written.length === 0) {
    context.terminal.err('No sources are set: name folders in knowledge.sources of xops.yaml.\n');
    return EXIT_CODES.done;
  }
  const wishes = readWishes(values);
  const places = await Promise.all(
    written.map(async (each) => ({ path: each.path, source: await openWritten(each) })),
  );
  return wishes.isWatching
    ? await watchSources(places, wishes, context)
    : await syncSources(
        places.map(({ source }) => source),
        wishes,
        context,
      );
}

/** A source as the settings have it. */
export function openWritten(written: WrittenSource): Promise<Source> {
  const declared = { kind: 'runbook', dataClass: null, service: null, owner: null } as const;
  return openSource({ ...declared, ...written });
}

function chosen(
  sources: readonly WrittenSource[],
  names: readonly string[],
): readonly WrittenSource[] {
  if (names.length === 0) return sources;
  return names.map((name) => {
    const found = sources.find((each) => each.name === name);
    if (found !== undefined) return found;
    const nearest = suggest(
      name,
      sources.map((each) => each.name),
    );
    const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`;
    throw new UsageError(`knowledge.sources has no source "${name}".${hint}`);
  });
}
