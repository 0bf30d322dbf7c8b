// expect no-restricted-imports: knowledge/ may import contracts/, its own folder and parsers of documents only.
import { filters } from '../filters/registry.ts';

export const registered = filters;
