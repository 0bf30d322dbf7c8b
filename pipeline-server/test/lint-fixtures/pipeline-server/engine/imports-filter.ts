// expect no-restricted-imports: engine/ may import contracts/, errors.ts and its own folder only.
import { FILTERS } from '../../filters/registry.ts';

export const count = FILTERS.length;
