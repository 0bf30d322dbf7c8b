// expect no-restricted-imports: filters/ may import contracts/ and its own folder only.
import { runChat } from '../pipeline-server/engine/run-chat.ts';

export const run = runChat;
