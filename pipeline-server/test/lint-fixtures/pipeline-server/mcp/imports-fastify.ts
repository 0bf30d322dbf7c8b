// expect no-restricted-imports: mcp/ may import contracts/, engine/, errors.ts, its own folder and the MCP SDK only.
import fastify from 'fastify';

export const app = fastify();
