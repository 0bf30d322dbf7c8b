import closeWithGrace from 'close-with-grace';
import { bannerText } from './banner.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { reasonOf } from './errors.ts';
import { startServer } from './start-server.ts';
import { writeProcessWarnings } from './telemetry/process-warnings.ts';

/** Room for the plugins' shut-down hooks after the streams have ended. */
const SHUTDOWN_MARGIN_MS = 15_000;

/** What to do about errors of the operating system. */
const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: ' Stop the program that has the port, or set PORT to another.',
  EADDRNOTAVAIL: ' Set HOST to an address of this machine.',
  EACCES: ' Make DATA_DIR writable for this user, and take a PORT above 1023.',
  EROFS: ' Set DATA_DIR to a directory that can be written.',
};

writeProcessWarnings((line) => console.error(line));

try {
  await serve(readConfig());
} catch (error) {
  console.error(startProblem(error));
  // What was opened before the failure, such as the sample organisation, would keep the process alive.
  process.exit(1);
}

function startProblem(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const remedy = typeof code === 'string' ? (REMEDIES[code] ?? '') : '';
  return `xOps cannot start: ${reasonOf(error)}.${remedy}`;
}

async function serve(config: Config): Promise<void> {
  const server = await startServer(config);
  const { log, adminKey } = server.services;
  closeWithGrace({ delay: config.server.drainMs + SHUTDOWN_MARGIN_MS }, async ({ signal, err }) => {
    if (err !== undefined) log.error({ err }, 'the server stops because of an error');
    else log.info({ signal }, 'the server stops');
    await server.close();
  });
  console.log(bannerText({ url: server.url, key: adminKey, config, models: routeNames(config) }));
}

function routeNames({ routes }: Config): readonly string[] {
  return routes.map(({ route }) => `${route.id} (${route.place}, up to ${route.maximumClass})`);
}
