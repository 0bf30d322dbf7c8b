import type {
  Block,
  Fact,
  Inline,
  TableBlock,
  Text,
} from '../../pipeline-server/contracts/document.ts';
import { lineText, visibleText } from './neutral-text.ts';

/** Blocks as HTML. Every text is escaped; the tags are all ours. */
export function htmlBlocks(blocks: readonly Block[]): string {
  return blocks.map(htmlBlock).join('\n');
}

/** Text that stands for itself in HTML, within elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return lineText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case 'lead':
      return `<p class="lead">${runs(block.text)}</p>`;
    case 'paragraph':
      return `<p>${runs(block.text)}</p>`;
    case 'heading':
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case 'list':
      return htmlList(block);
    case 'facts':
      return `<dl>${block.facts.map(htmlFact).join('')}</dl>`;
    case 'code':
    case 'passage':
      return `<pre>${visibleText(block.text).split('\n').map(escapeHtml).join('\n')}</pre>`;
    case 'table':
      return htmlTable(block);
  }
}

function runs(text: Text): string {
  return text.map(inline).join('');
}

function inline(run: Inline): string {
  if (typeof run === 'string') return escapeHtml(run);
  if ('strong' in run) return `<strong>${escapeHtml(run.strong)}</strong>`;
  if ('code' in run) return `<code>${escapeHtml(run.code)}</code>`;
  return `<a href="${escapeHtml(run.url)}">${escapeHtml(run.link)}</a>`;
}

function htmlList({ ordered, items }: Extract<Block, { kind: 'list' }>): string {
  const tag = ordered ? 'ol' : 'ul';
  return `<${tag}>${items.map((item) => `<li>${runs(item)}</li>`).join('')}</${tag}>`;
}

function htmlFact({ label, text }: Fact): string {
  return `<div><dt>${escapeHtml(label)}</dt><dd>${runs(text)}</dd></div>`;
}

/** Longer texts are broken into lines. */
const LONGEST_WHOLE = 45;

function htmlTable({ columns, rows }: TableBlock): string {
  const alignOf = (index: number) => columns[index]?.align ?? 'left';
  const titles = columns.map(({ title, align }) => {
    return `<th scope="col" class="${align}">${escapeHtml(title)}</th>`;
  });
  const lines = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const whole = cell.length <= LONGEST_WHOLE ? ' whole' : '';
      return `<td class="${alignOf(index)}${whole}">${escapeHtml(cell)}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="table" tabindex="0"><table><thead><tr>${titles.join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody></table></div>`;
}
