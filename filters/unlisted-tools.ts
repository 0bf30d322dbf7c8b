import { isRecord } from '../pipeline-server/contracts/canonical-json.ts';
import type { FilterBody } from '../pipeline-server/contracts/plugin.ts';

/**
 * What Open WebUI 0.12 is about to give a model besides the tools that are listed: ids of tools (`tool_ids`), `terminal`
 * (`terminal_id`) and `code_interpreter` (`features`). It takes them out of a request only after the filters have seen it.
 * @param listed ids, or `*` for all.
 */
export function unlistedTools(body: FilterBody, listed: readonly string[]): readonly string[] {
  const { tool_ids: ids, terminal_id: terminal, features } = body;
  const given = [
    ...(Array.isArray(ids) ? ids.map(String) : []),
    ...(typeof terminal === 'string' && terminal !== '' ? ['terminal'] : []),
    ...(isRecord(features) && features['code_interpreter'] === true ? ['code_interpreter'] : []),
  ];
  return listed.includes('*') ? [] : given.filter((id) => !listed.includes(id));
}
