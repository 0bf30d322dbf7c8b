// expect no-restricted-imports: gateway/ may import contracts/, its own folder
import { encodeSse } from '../engine/sse.ts';

export const encode = encodeSse;
