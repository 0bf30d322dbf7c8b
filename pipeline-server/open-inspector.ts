import type { DetectorSettings } from '../filters/sovereignty/detector-settings.ts';
import type { InspectRequest } from './contracts/sovereignty.ts';

/** Gives what looks into requests; the detector is loaded when it is first asked for. */
export function openInspector(settings: DetectorSettings): () => Promise<InspectRequest> {
  let opened: Promise<InspectRequest> | null = null;
  return () => {
    opened ??= load(settings);
    return opened;
  };
}

async function load(settings: DetectorSettings): Promise<InspectRequest> {
  const { createDetector } = await import('../filters/sovereignty/detector.ts');
  const { inspectRequest } = await import('../filters/sovereignty/inspect-request.ts');
  const detector = createDetector(settings);
  return (body) => inspectRequest(detector, body);
}
