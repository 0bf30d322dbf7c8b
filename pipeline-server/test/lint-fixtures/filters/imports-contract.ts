// expect nothing
import { Refusal } from '../pipeline-server/contracts/plugin.ts';

export function refuse(): never {
  throw new Refusal(403, 'No.');
}
