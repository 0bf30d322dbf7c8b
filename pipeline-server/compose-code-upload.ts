import type { Config } from './config.ts';
import { xopsError } from './errors.ts';
import type { State } from './open-state.ts';
import { type CodeUpload, createCodeUpload } from './plugins/code-upload.ts';
import { createDownload, type Download } from './plugins/download.ts';
import type { PluginHost } from './plugins/plugin-host.ts';

/** What it is composed of. */
interface CodeUploadFoundation {
  readonly config: Config;
  readonly state: Pick<State, 'valvesStore'>;
  readonly host: PluginHost;
  /** Instead of the one over HTTP. */
  readonly download: Download | undefined;
}

/** Changing pipelines over HTTP, where the settings allow it. */
export function composeCodeUpload(foundation: CodeUploadFoundation): CodeUpload {
  const { config, state, host, download } = foundation;
  const { codeUpload: enabled, codeUploadMaxBytes: maxBytes, dir } = config.pipelines;
  return createCodeUpload({
    enabled,
    maxBytes,
    dir,
    host,
    valvesStore: state.valvesStore,
    download: download ?? configuredDownload(config),
  });
}

/** An air-gapped server fetches nothing; files can still be put into PIPELINES_DIR or uploaded. */
function configuredDownload({ egress, pipelines }: Config): Download {
  if (!egress.airGapped) {
    return createDownload({ maxBytes: pipelines.codeUploadMaxBytes, timeoutMs: 20_000 });
  }
  const reason = 'this server is air-gapped (XOPS_AIR_GAPPED); upload the file instead';
  return () => Promise.reject(xopsError('XOPS_DOWNLOAD_REFUSED', { reason }));
}
