import { FILE_KINDS } from '../../knowledge/ingest/document-settings.ts';
import { openSource, type SourcePlace } from '../../knowledge/ingest/open-source.ts';
import { DATA_CLASSES } from '../contracts/sovereignty.ts';
import { readArguments, readChoice } from './arguments.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { UsageError } from './command.ts';
import { readWishes, SYNC_OPTIONS, syncSources, watchSources } from './knowledge-sources.ts';

const OPTIONS = {
  source: { type: 'string' },
  kind: { type: 'string' },
  class: { type: 'string' },
  accept: { type: 'string', multiple: true },
  ...SYNC_OPTIONS,
} as const;

/** Names of sources, as they are typed and written in settings. */
const SOURCE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** `xops knowledge ingest`. */
export async function ingestKnowledge(
  args: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [place, surplus] = positionals;
  if (place === undefined)
    throw new UsageError('xops knowledge ingest <folder, checkout, archive or document>.');
  if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
  const wishes = readWishes(values, values.accept);
  const source = await openSource(placeOf(place, values));
  return wishes.isWatching
    ? await watchSources([{ source, path: place }], wishes, context)
    : await syncSources([source], wishes, context);
}

function placeOf(
  path: string,
  values: { readonly source?: string; readonly kind?: string; readonly class?: string },
): SourcePlace {
  const { source: name, kind = 'runbook', class: written } = values;
  if (name !== undefined && !SOURCE_NAME.test(name)) {
    throw new UsageError('--source takes letters, digits, ".", "_" and "-".');
  }
  return {
    path,
    ...(name === undefined ? {} : { name }),
    kind: readChoice('kind', kind, FILE_KINDS),
    dataClass:
      written === undefined ? null : readChoice('class', written.toUpperCase(), DATA_CLASSES),
    service: null,
    owner: null,
  };
}
