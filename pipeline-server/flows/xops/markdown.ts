import type { Block, Fact, Inline, TableBlock, Text } from './document.ts';
import { breakTags, INVISIBLE } from './inert-text.ts';
import { renderPassage } from './passage.ts';

/**
 * Makes text inert in Open WebUI's markdown. Brackets are closed with `\]` only: `\[…\]` and `\(…\)` would be math.
 * A tag is broken by a full-width sign, since Open WebUI looks for `<think>` and its kind in the raw stream, and shows
 * entities such as `&lt;` as they are written.
 */
export function escapeMarkdown(text: string): string {
  return breakTags(text.replace(INVISIBLE, ' '))
    .replace(/\\/g, '＼')
    .replace(/[`*~|$#{}\]<>]/g, '\\$&')
    .replace(/!(?=\[)/g, '\\!')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/:\/\//g, ':\\//')
    .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}\\.`)
    .replace(/(?<=\S)@(?=\S)/g, '\\@');
}

/** Renders an answer as GitHub-flavoured markdown. */
export function renderMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(renderBlock).join('\n\n')}\n`;
}

/** Renders one piece of an answer. */
export function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'lead':
    case 'paragraph':
      return renderText(block.text);
    case 'heading':
      return `### ${escapeMarkdown(block.text)}`;
    case 'list':
      return block.items.map((item, index) => renderItem(item, block.ordered, index)).join('\n');
    case 'facts':
      return renderFacts(block.facts);
    case 'code':
      return renderCode(block.language, block.text);
    case 'passage':
      return renderPassage(block.text);
    case 'table':
      return renderTable(block);
  }
}

function renderText(text: Text): string {
  return text.map(renderInline).join('');
}

function renderInline(run: Inline): string {
  if (typeof run === 'string') return escapeMarkdown(run);
  if ('strong' in run) return `**${escapeMarkdown(run.strong)}**`;
  if ('link' in run) return `[${escapeMarkdown(run.link)}](${linkTarget(run.url)})`;
  return `\`${breakTags(run.code.replace(INVISIBLE, ' ')).replace(/[`|]/g, "'")}\``;
}

/** An address without the characters that would end the link early. */
function linkTarget(url: string): string {
  return url.replace(/[()<>\s\\]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
  });
}

function renderItem(item: Text, ordered: boolean, index: number): string {
  return `${ordered ? `${index + 1}.` : '-'} ${renderText(item)}`;
}

/** A single fact belongs to what stands above it; several are the foot of an answer. */
function renderFacts(facts: readonly Fact[]): string {
  const lines = facts.map(renderFact);
  return lines.length === 1
    ? lines.join('')
    : ['---\n', ...lines.map((line) => `- ${line}`)].join('\n');
}

function renderFact(fact: Fact): string {
  return `**${escapeMarkdown(fact.label)}:** ${renderText(fact.text)}`;
}

/** A fence is longer than any run of backticks inside, so that the text cannot close it. */
function renderCode(language: string, text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${breakTags(text)}\n${fence}`;
}

function renderTable(table: TableBlock): string {
  const header = row(table.columns.map((column) => column.title));
  const rule = `|${table.columns.map((column) => (column.align === 'right' ? '---:' : ':---')).join('|')}|`;
  return [header, rule, ...table.rows.map(row)].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}
