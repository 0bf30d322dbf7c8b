// expect no-restricted-imports: contracts/ imports nothing of ours and no SDK.
import { encodeSse } from '../engine/sse.ts';

export const encode = encodeSse;
