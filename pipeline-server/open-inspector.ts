import { createHash } from 'node:crypto';
import type { DetectorSettings } from '../filters/sovereignty/detector-settings.ts';
import type { MaskAnswer } from './contracts/answer-mask.ts';
import type { Detector, InspectRequest, SensitiveFinding } from './contracts/sovereignty.ts';
import { createAnswerMasking, isMaskedInAnswers } from './sovereignty/mask-answer.ts';

/** What looks for sensitive data. The detector is loaded when it is first needed. */
export interface Inspector {
  readonly inspector: () => Promise<InspectRequest>;
  readonly detector: () => Promise<Detector>;
  /** Another one for other settings. */
  readonly version: string;
  /** Takes credentials and personal data out of a text, but not what stands in one of the texts of `own`. */
  readonly mask: (text: string, own: readonly string[]) => Promise<string>;
  readonly maskAnswer: MaskAnswer;
}

/** Opens the detector of the settings. */
export function openInspector(settings: DetectorSettings): Inspector {
  let opened: Promise<Detector> | null = null;
  const detector = () => {
    opened ??= loadDetector(settings);
    return opened;
  };
  let openedForValues: Promise<Detector> | null = null;
  const valueDetector = () => {
    openedForValues ??= loadValueDetector(settings);
    return openedForValues;
  };
  return {
    inspector: () => loadInspector(detector),
    detector,
    version: createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8),
    maskAnswer: createAnswerMasking(async () => {
      const { createStreamMasker } = await import('../filters/sovereignty/mask-stream.ts');
      const loaded = await valueDetector();
      return (masking) => createStreamMasker(loaded, masking);
    }),
    async mask(text, own) {
      const { maskText } = await import('../filters/sovereignty/mask-stream.ts');
      return maskText(await valueDetector(), maskingBut(own))(text);
    },
  };
}

async function loadDetector(settings: DetectorSettings): Promise<Detector> {
  const { createDetector } = await import('../filters/sovereignty/detector.ts');
  return createDetector(settings);
}

async function loadValueDetector(settings: DetectorSettings): Promise<Detector> {
  const { createValueDetector } = await import('../filters/sovereignty/detector.ts');
  return createValueDetector(settings);
}

async function loadInspector(detector: () => Promise<Detector>): Promise<InspectRequest> {
  const { inspectRequest } = await import('../filters/sovereignty/inspect-request.ts');
  const loaded = await detector();
  return (body) => inspectRequest(loaded, body);
}

function maskingBut(own: readonly string[]) {
  return (finding: SensitiveFinding, value: string): string | null =>
    !isMaskedInAnswers(finding, value) || own.some((text) => text.includes(value))
      ? null
      : `[${finding.kind} removed]`;
}
