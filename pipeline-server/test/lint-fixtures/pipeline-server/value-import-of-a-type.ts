// expect typescript(consistent-type-imports)
import { Server } from 'node:http';

export function close(server: Server): void {
  server.close();
}
