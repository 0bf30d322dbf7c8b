// expect no-restricted-imports: pages/ may import contracts/, the flow's writing of values, sentences and charts, and its own folder only.
import { ask } from '../flows/xops/ask.ts';

export const answer = ask;
