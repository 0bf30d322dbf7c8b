// expect no-restricted-imports: flows/ may import contracts/ and its own folder only.
import { encodeSse } from '../engine/sse.ts';

export const encode = encodeSse;
