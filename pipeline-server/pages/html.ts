import { escapeHtml } from '../flows/xops/chart.ts';

/** Markup of ours. Only {@link html} and {@link trusted} make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is data and is escaped, `null` and `false` are nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | null | false;

/** Controls, bidirectional overrides and zero-width characters: with them a name could reorder what stands around it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** Builds markup; every value that is not markup itself becomes inert. Attributes stand in double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(
    parts
      .map((part, index) => (index === 0 ? part : write(values[index - 1] ?? null) + part))
      .join(''),
  );
}

/** Markup that was made by ours elsewhere, such as a drawn chart. Never for text of AWS or of a request. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** Text whose lines stay lines, for places that show them: whatever else is in it is as inert as all text. */
export function lines(text: string): Html {
  return new Html(text.split('\n').map(write).join('\n'));
}

function write(value: HtmlValue): string {
  if (value === null || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(value.replace(INVISIBLE, ' '));
  return value.map((each) => each.text).join('');
}
