import path from 'node:path';
import { watch } from 'chokidar';

/** Time in which nothing more may change before it is looked at: editors and checkouts write many files at once. */
const QUIET_MS = 500;

/**
 * Gives the places in which something was changed: all of them at first, then each as it changes, until the signal aborts.
 * @param places folders and files
 */
export async function* watchPlaces(
  places: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const changed = new Set(places);
  const bell = createBell();
  const watcher = watch(
    places.map((place) => path.resolve(place)),
    {
      ignoreInitial: true,
      followSymlinks: false,
      ignored: (file) => /^\.|^node_modules$/.test(path.basename(file)),
    },
  );
  watcher.on('all', (_, file) => {
    const found = places.find((place) => isWithin(path.resolve(place), file));
    if (found === undefined) return;
    changed.add(found);
    bell.ring(QUIET_MS);
  });
  // What changes from now on is heard, so nothing falls between the first look and the watching.
  watcher.once('ready', () => bell.ring(0));
  // What cannot be watched is still brought in by the next run.
  watcher.on('error', () => undefined);
  signal.addEventListener('abort', () => bell.ring(0), { once: true });
  try {
    while (!signal.aborted) {
      await bell.heard();
      if (signal.aborted) return;
      const now = [...changed];
      changed.clear();
      yield now;
    }
  } finally {
    await watcher.close();
  }
}

function isWithin(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}${path.sep}`);
}

/** Rings once after it was rung last; a ring that nobody waits for is kept. */
function createBell() {
  let timer: NodeJS.Timeout | null = null;
  let isRung = false;
  let wake = (): void => undefined;
  return {
    ring(delayMs: number): void {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => {
        isRung = true;
        wake();
      }, delayMs);
    },
    async heard(): Promise<void> {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      isRung = false;
    },
  };
}
