// expect no-restricted-imports: state/ may import contracts/, errors.ts and its own folder only.
import { createPluginHost } from '../plugins/plugin-host.ts';

export const create = createPluginHost;
