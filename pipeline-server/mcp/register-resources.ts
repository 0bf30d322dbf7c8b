import {
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import type { McpOptions } from './mcp-options.ts';

const CATALOGUE = 'xops://analyzers';
const JSON_TYPE = 'application/json';
const MOST_COMPLETIONS = 100;

/** Registers the catalogue as a resource, and each of its entries by a template. */
export function registerResources(server: McpServer, { catalogue }: McpOptions): void {
  server.registerResource(
    'analyzers',
    CATALOGUE,
    {
      title: 'Catalogue of analyzers',
      description:
        'Every analysis that exists: id, title, domain, severity, and whether it is built.',
      mimeType: JSON_TYPE,
    },
    (uri) => asJson(uri, catalogue().map(briefly)),
  );
  server.registerResource(
    'analyzer',
    analyzerTemplate(catalogue),
    {
      title: 'One analyzer',
      description: 'What an analyzer computes and reads, its threshold, and its controls.',
      mimeType: JSON_TYPE,
    },
    (uri, { id }) => {
      const entry = catalogue().find((each) => each.id === id);
      if (entry === undefined) throw new ResourceNotFoundError(uri.href);
      return asJson(uri, entry);
    },
  );
}

function analyzerTemplate(catalogue: McpOptions['catalogue']): ResourceTemplate {
  const ids = (start: string) =>
    catalogue()
      .map(({ id }) => id)
      .filter((id) => id.startsWith(start))
      .slice(0, MOST_COMPLETIONS);
  return new ResourceTemplate(`${CATALOGUE}/{id}`, { list: undefined, complete: { id: ids } });
}

type Entry = ReturnType<McpOptions['catalogue']>[number];

function briefly({ id, title, domain, severity, built }: Entry): object {
  return { id, title, domain, severity, built };
}

function asJson(uri: URL, value: object): ReadResourceResult {
  return { contents: [{ uri: uri.href, mimeType: JSON_TYPE, text: JSON.stringify(value) }] };
}
