// expect no-restricted-imports: routes/ may import contracts/, engine/, plugins/, auth/, pages/, errors.ts and fastify only.
import { openDatabase } from '../state/database.ts';

export const open = openDatabase;
