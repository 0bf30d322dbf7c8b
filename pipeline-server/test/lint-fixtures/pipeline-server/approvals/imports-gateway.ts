// expect no-restricted-imports: approvals/ may import contracts/, its own folder and the SDKs of what it tells and changes only.
import { encodeSse } from '../engine/sse.ts';

export const encode = encodeSse;
