import {
  type ListResourcesResult,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import type { RequestContext } from '../contracts/context.ts';
import type { KeptReport, OwnReports } from '../contracts/reports.ts';
import { oneLine } from '../contracts/tool.ts';
import type { McpOptions } from './mcp-options.ts';
import { REPORTS, reportUri } from './report-uri.ts';

const MOST_LISTED = 50;
const LONGEST_TITLE = 160;

/** Larger files are fetched by their link: over MCP they would stand in memory several times. */
const MOST_BYTES = 8_000_000;

const JSON_TYPE = 'application/json';

/** Media types whose files are text in UTF-8. */
const TEXT = /^(?:text\/|application\/json)/;

/** What is read of a resource; null where there is none, or where it is somebody else's. */
type Content = { readonly mediaType: string; readonly bytes: Uint8Array } | null;

/** Registers the caller's own reports, and the answers of AWS that each rests on. */
export function registerReports(
  server: McpServer,
  { reportsOf }: McpOptions,
  context: RequestContext,
): void {
  // A name that nobody signed for is anybody's: it opens no files.
  const own = context.principal.proof === 'unsigned' ? NONE : reportsOf(context.principal.id);
  server.registerResource(
    'report',
    new ResourceTemplate(`${REPORTS}/{report}/{file}`, {
      list: async () => listed(await own.list(MOST_LISTED)),
    }),
    {
      title: 'A report of your own',
      description: `A file of a report that you had written, or its manifest.json. The newest ${MOST_LISTED} are listed.`,
    },
    (uri, { report, file }) => answer(uri, context, () => own.read(String(report), String(file))),
  );
  server.registerResource(
    'evidence',
    new ResourceTemplate(`${REPORTS}/{report}/evidence/{hash}`, { list: undefined }),
    {
      title: 'Evidence of a report of your own',
      description:
        'What AWS was asked and answered, by the SHA-256 that the manifest of the report names it with (64 hexadecimal digits).',
      mimeType: JSON_TYPE,
    },
    (uri, { report, hash }) =>
      answer(uri, context, () => evidence(own, String(report), String(hash))),
  );
}

const NONE: OwnReports = {
  list: async () => [],
  read: async () => null,
  evidence: async () => null,
};

function listed(reports: readonly KeptReport[]): ListResourcesResult {
  return {
    resources: reports.flatMap(({ id, title, created, files }) =>
      files.map(({ name, mediaType, bytes }) => ({
        uri: reportUri(id, name),
        name,
        title: oneLine(title, LONGEST_TITLE),
        description: `Written ${created}`,
        mimeType: mediaType,
        size: bytes,
      })),
    ),
  };
}

/** @throws Error where the file is not what was kept. */
async function evidence(own: OwnReports, report: string, hash: string): Promise<Content> {
  const kept = await own.evidence(report, hash);
  if (kept === null) return null;
  if (!kept.intact) throw new Error(`Evidence ${hash} is not what was written.`);
  return { mediaType: JSON_TYPE, bytes: Buffer.from(kept.json) };
}

/** @throws ProtocolError; why a file could not be read stands in the log only. */
async function answer(
  uri: URL,
  { log }: RequestContext,
  read: () => Promise<Content>,
): Promise<ReadResourceResult> {
  const content = await read().catch((error: unknown) => {
    log.error({ err: error }, 'a resource could not be read');
    throw new ProtocolError(ProtocolErrorCode.InternalError, UNREADABLE);
  });
  if (content === null) throw new ResourceNotFoundError(uri.href);
  const { mediaType: mimeType, bytes } = content;
  if (bytes.length > MOST_BYTES)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, TOO_LARGE);
  const file = Buffer.from(bytes);
  const value = TEXT.test(mimeType)
    ? { text: file.toString('utf8') }
    : { blob: file.toString('base64') };
  return { contents: [{ uri: uri.href, mimeType, ...value }] };
}

const UNREADABLE =
  'The file could not be read, or is not what was written. Have the report written again; an administrator finds the cause in the log.';
const TOO_LARGE = `The file is larger than ${MOST_BYTES / 1_000_000} MB. Fetch it by the link in the answer that it was written for.`;
