import type { Gate } from '../knowledge/gate/gate.ts';
import type { SyncPorts } from '../knowledge/ingest/run-sync.ts';
import type { Inspector } from './open-inspector.ts';
import { isSecret } from './sovereignty/pseudonyms/split-value.ts';

/** What documents are brought in with, and what looks into each before it is stored. */
export async function openIngestion(
  inspector: Pick<Inspector, 'detector' | 'version'>,
  opened: Omit<SyncPorts, 'gate'>,
): Promise<SyncPorts> {
  return { ...opened, gate: await openGate(inspector) };
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
