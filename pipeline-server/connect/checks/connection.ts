import { type Check, failure, RUN_CONNECT } from '../check.ts';
import { MARK } from '../steps/model-entries.ts';

/**
 * Settings are forgotten at a restart with `ENABLE_PERSISTENT_CONFIG=false`, entries of models are not: entries of ours without
 * a connection tell.
 */
export const connectionCheck: Check = {
  id: 'webui-connection',
  title: 'Connection',
  good: 'there is one to this server',
  look({ connections, ours, entries, wiring }) {
    if (ours === null && entries.some(({ meta }) => MARK in meta))
      return failure(
        'it was made and is gone: somebody removed it, or Open WebUI runs with ENABLE_PERSISTENT_CONFIG=false and forgets settings when it restarts',
        'Set ENABLE_PERSISTENT_CONFIG=true and run xops connect, or give Open WebUI the environment that xops connect --print-env prints.',
      );
    if (ours === null) return failure(`none leads to ${wiring.serverUrl}`, RUN_CONNECT);
    if (!connections.enabled || ours.config['enable'] === false)
      return failure('it is switched off', RUN_CONNECT);
    return null;
  },
};
