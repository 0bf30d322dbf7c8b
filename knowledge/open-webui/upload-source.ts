const PREFIX = 'open-webui:';

/** The source of what was uploaded into a knowledge base of Open WebUI. */
export function uploadSourceOf(baseId: string): string {
  return `${PREFIX}${baseId}`;
}
