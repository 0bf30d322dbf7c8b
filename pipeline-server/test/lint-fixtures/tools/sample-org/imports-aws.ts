// expect no-restricted-imports: tools/sample-org stands alone: it plays AWS and knows none of its callers.
import { openReaders } from '../aws/readers.ts';

export const open = openReaders;
