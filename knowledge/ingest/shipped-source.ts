import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createFolderSource } from './folder-source.ts';
import type { Source } from './source.ts';

/** Id of the source of the SOPs and incident notes that the product ships. */
const SHIPPED_SOURCE = 'xops-sops';

/** What the product ships. */
export interface Shipped {
  /** Whether its incident notes are wanted: they are invented, like the sample organisation that they are about. */
  readonly incidents: boolean;
}

/** The documents that the product ships. @throws Error when they are not where the product is. */
export function openShippedSource({ incidents }: Shipped): Source {
  const facts = {
    id: SHIPPED_SOURCE,
    kind: 'sop',
    dataClass: null,
    service: null,
    owner: null,
  } as const;
  const folders = incidents ? ['sops', 'incidents'] : ['sops'];
  const isMeant = (path: string) =>
    folders.some((each) => path === each || path.startsWith(`${each}/`));
  return createFolderSource({ facts, root: rootOf(), hasHistory: false, isMeant });
}

/** `knowledge/` of the source tree; what is built stands beside it in `dist/` and holds no documents. */
function rootOf(): string {
  const places = ['../', '../../../knowledge/'].map((up) => new URL(up, import.meta.url));
  const found = places.find((place) => existsSync(new URL('sops/', place)));
  if (found === undefined)
    throw new Error('The SOPs of the product are missing: install it again.');
  return fileURLToPath(found);
}
