// expect no-restricted-imports: tools/focus may import contracts/, tools/aws, the analyzers' periods, DuckDB and its own folder only.
import { registry } from '../analyzers/registry.ts';

export const all = registry;
