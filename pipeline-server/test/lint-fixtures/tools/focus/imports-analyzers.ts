// expect no-restricted-imports: tools/focus may import contracts/, tools/aws, the analyzers' periods, the reports' neutral text, DuckDB and its own folder only.
import { registry } from '../analyzers/registry.ts';

export const all = registry;
