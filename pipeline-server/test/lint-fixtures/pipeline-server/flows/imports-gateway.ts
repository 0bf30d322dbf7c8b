// expect no-restricted-imports: flows/ may import contracts/ and its own folder only.
import { createGateway } from '../gateway/gateway.ts';

export const create = createGateway;
