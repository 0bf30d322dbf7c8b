import type { Inspection } from '../../pipeline-server/contracts/sovereignty.ts';

/** What looks into texts before they are taken. It comes by ports, so that knowledge knows no filters. */
export interface Gate {
  /** Another one when texts may be judged otherwise than before. */
  readonly version: string;
  readonly inspect: (text: string) => Inspection;
  /** Whether a kind of finding is a secret, which is kept nowhere. */
  readonly isSecret: (kind: string) => boolean;
  /** The words with which a text tries to direct a model, or null. */
  readonly findInjection: (text: string) => string | null;
}
