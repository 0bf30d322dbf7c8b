import type { Gate } from '../knowledge/gate/gate.ts';
import type { SyncPorts } from '../knowledge/ingest/run-sync.ts';
import type { Embedder, KnowledgeStore } from './contracts/knowledge.ts';
import type { Inspector } from './open-inspector.ts';
import { isSecret } from './sovereignty/pseudonyms/split-value.ts';

/** What documents are brought in with: parsers, and what looks into each before it is stored. */
export async function openIngestion(
  inspector: Pick<Inspector, 'detector' | 'version'>,
  opened: { readonly embedder: Embedder; readonly store: KnowledgeStore },
): Promise<SyncPorts> {
  const [{ openParser }, gate] = await Promise.all([
    import('../knowledge/parse/parse-document.ts'),
    openGate(inspector),
  ]);
  return { ...opened, parse: await openParser(), gate };
}

async function openGate({
  detector,
  version,
}: Pick<Inspector, 'detector' | 'version'>): Promise<Gate> {
  const { findInjection } = await import('../filters/injection-patterns.ts');
  const opened = await detector();
  return {
    version,
    inspect: (text) => opened.inspect(text),
    isSecret,
    findInjection: (text) => findInjection(text, []),
  };
}
