// expect no-restricted-imports: tools/reports may import contracts/ and its own folder only.
import { createReading } from '../aws/reading.ts';

export const reading = createReading;
