import type { Nodes } from 'hast';
import type { MarkdownReader } from './markdown-tree.ts';
import type { ParsedDocument } from './parsed-document.ts';

/** HTML as Markdown. Scripts, styles and pictures are left out, tables are kept. */
export async function parseHtml(html: string, reader: MarkdownReader): Promise<ParsedDocument> {
  const [{ fromHtml }, { toMdast }, { toMarkdown }, { gfmTableToMarkdown }] = await Promise.all([
    import('hast-util-from-html'),
    import('hast-util-to-mdast'),
    import('mdast-util-to-markdown'),
    import('mdast-util-gfm-table'),
  ]);
  const page = fromHtml(html);
  nameHeadings(page);
  const tree = toMdast(page, {
    handlers: {
      del: (state, node) => state.all(node),
      img: () => undefined,
    },
  });
  const text = toMarkdown(tree, { extensions: [gfmTableToMarkdown()], bullet: '-' });
  return { ...reader.read(text), front: null, title: titleOf(page), sourceLine: null };
}

/** A table without headings has them in its first row; Word documents never say. */
function nameHeadings(node: Nodes): void {
  if (!('children' in node)) return;
  if (node.type === 'element' && node.tagName === 'table' && !holds(node, 'th')) {
    for (const cell of find(node, 'tr', 3)) {
      if (cell.type === 'element' && cell.tagName === 'td') cell.tagName = 'th';
    }
  }
  for (const child of node.children) nameHeadings(child);
}

function holds(node: Nodes, name: string): boolean {
  if (node.type === 'element' && node.tagName === name) return true;
  return 'children' in node && node.children.some((child) => holds(child, name));
}

function titleOf(page: Nodes): string | null {
  const found = find(page, 'title', 3);
  const text = found.map((node) => ('value' in node ? node.value : '')).join('');
  const title = text.replaceAll(/\s+/g, ' ').trim();
  return title === '' ? null : title;
}

/** Contents of the first element of a name, not looked for below a depth. */
function find(node: Nodes, name: string, depth: number): readonly Nodes[] {
  if (!('children' in node)) return [];
  if (node.type === 'element' && node.tagName === name) return node.children;
  if (depth === 0) return [];
  for (const child of node.children) {
    const found = find(child, name, depth - 1);
    if (found.length > 0) return found;
  }
  return [];
}
