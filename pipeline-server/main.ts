import closeWithGrace from 'close-with-grace';
import { bannerText } from './banner.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { reasonOf } from './errors.ts';
import { startServer } from './start-server.ts';

/** Room for the plugins' shut-down hooks after the streams have ended. */
const SHUTDOWN_MARGIN_MS = 15_000;

try {
  await serve(readConfig());
} catch (error) {
  console.error(
    error instanceof ConfigError ? error.message : `xOps cannot start: ${reasonOf(error)}`,
  );
  process.exitCode = 1;
}

async function serve(config: Config): Promise<void> {
  const server = await startServer(config);
  const { log, adminKey } = server.services;
  closeWithGrace({ delay: config.server.drainMs + SHUTDOWN_MARGIN_MS }, async ({ signal, err }) => {
    if (err !== undefined) log.error({ err }, 'the server stops because of an error');
    else log.info({ signal }, 'the server stops');
    await server.close();
  });
  console.log(bannerText({ url: server.url, key: adminKey, config, models: [] }));
}
