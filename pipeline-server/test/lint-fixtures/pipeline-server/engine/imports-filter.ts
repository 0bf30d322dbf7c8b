// expect no-restricted-imports: engine/ may import contracts/, errors.ts and its own folder only.
import { createFilters } from '../../filters/registry.ts';

export const count = createFilters.length;
