// expect no-restricted-imports: policy/ may import contracts/ and its own folder only: it decides without looking anywhere.
import { encodeSse } from '../engine/sse.ts';

export const encode = encodeSse;
