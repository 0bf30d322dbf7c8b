// expect no-restricted-imports: engine/ may import contracts/, errors.ts and its own folder only.
import fastify from 'fastify';

export const server = fastify();
