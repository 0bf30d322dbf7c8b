// expect no-restricted-imports: connect/ may import contracts/, errors.ts and its own folder only
import { encodeSse } from '../engine/sse.ts';

export const encode = encodeSse;
