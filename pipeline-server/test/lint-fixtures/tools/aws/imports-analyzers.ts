// expect no-restricted-imports: tools/aws may import contracts/, the AWS SDK and its own folder only.
import { registry } from '../analyzers/registry.ts';

export const all = registry;
