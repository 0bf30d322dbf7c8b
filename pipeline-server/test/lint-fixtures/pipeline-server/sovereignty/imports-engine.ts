// expect no-restricted-imports: sovereignty/ may import contracts/, its own folder, typebox and yaml only.
import { encodeSse } from '../engine/sse.ts';

export const encode = encodeSse;
