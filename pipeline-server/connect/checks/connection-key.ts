import { type Check, failure, RUN_CONNECT } from '../check.ts';

/** Open WebUI calls no filter of a connection without a key (0.12, `routers/pipelines.py`). */
export const connectionKeyCheck: Check = {
  id: 'webui-connection-key',
  title: 'Key of the connection',
  good: 'it is the key of this server',
  look({ ours, wiring }) {
    if (ours === null || ours.key === wiring.key) return null;
    return ours.key === ''
      ? failure('it is empty: no filter is called', RUN_CONNECT)
      : failure('it is not the key of this server', RUN_CONNECT);
  },
};
