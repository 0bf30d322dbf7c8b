// expect no-restricted-imports: tools/ops may import contracts/ and its own folder only; analyzers come by the port.
import { listAnalyzers } from '../analyzers/registry.ts';

export const list = listAnalyzers;
