import type { Block, Inline, Text } from '../../contracts/document.ts';

export type {
  Block,
  Fact,
  Inline,
  TableBlock,
  TableColumn,
  Text,
} from '../../contracts/document.ts';

/** A paragraph of one or more runs. */
export function paragraph(...text: Text): Block {
  return { kind: 'paragraph', text };
}

/** The opening sentence. */
export function lead(...text: Text): Block {
  return { kind: 'lead', text };
}

/** A list of lines; nothing when there are none. */
export function list(items: readonly Text[], ordered = false): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', ordered, items }];
}

/** The text of a line without markup. */
export function plainText(text: Text): string {
  return text.map(inlineText).join('');
}

function inlineText(run: Inline): string {
  if (typeof run === 'string') return run;
  if ('strong' in run) return run.strong;
  return 'code' in run ? run.code : run.link;
}
