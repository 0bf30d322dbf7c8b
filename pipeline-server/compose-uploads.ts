import type { OpenWebuiApi } from '../knowledge/open-webui/api.ts';
import type { UploadCollector } from '../knowledge/open-webui/collect-uploads.ts';
import { type Beat, createBeat } from './beat.ts';
import type { OpenWebuiServices } from './compose-desk.ts';
import type { KnowledgeServices } from './compose-knowledge.ts';
import type { Config } from './config.ts';
import type { Logger } from './contracts/context.ts';

/** What uploads are brought in with. */
interface UploadFoundation {
  readonly config: Pick<Config, 'knowledge'>;
  readonly knowledge: Pick<KnowledgeServices, 'ingestion'>;
  readonly openWebui: OpenWebuiServices | null;
  readonly log: Logger;
}

/** Longest that one look through all knowledge bases takes. */
const PATIENCE_MS = 10 * 60_000;

/** Looks again and again for what people uploaded into Open WebUI; null where nothing is to be looked for. */
export function composeUploads({
  config,
  knowledge,
  openWebui,
  log,
}: UploadFoundation): Beat | null {
  const { everySeconds } = config.knowledge.uploads;
  if (openWebui === null || everySeconds === 0) return null;
  const { api } = openWebui;
  let collector: UploadCollector | null = null;
  const work = async () => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    collector ??= await openCollector(api);
    const { reports, removed } = await collector.collect(await knowledge.ingestion(), signal);
    for (const { source, added, changed, removed: gone, failed } of reports) {
      if (added.length + changed.length + gone.length + failed.length === 0) continue;
      const facts = { added: added.length, changed: changed.length, removed: gone.length, failed };
      log.info({ source, ...facts }, 'uploads of Open WebUI were brought in');
    }
    if (removed > 0) log.info({ removed }, 'uploads of knowledge bases that are gone were removed');
  };
  const failure = 'uploads of Open WebUI could not be looked through';
  return createBeat({ work, everyMs: everySeconds * 1000, log, failure });
}

async function openCollector(api: OpenWebuiApi): Promise<UploadCollector> {
  const { createUploadCollector } = await import('../knowledge/open-webui/collect-uploads.ts');
  return createUploadCollector(api);
}
