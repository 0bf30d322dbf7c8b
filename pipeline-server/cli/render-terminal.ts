import type { Block, Fact, Inline, Text } from '../flows/xops/document.ts';
import { renderTable } from './terminal-table.ts';
import type { Style } from './terminal-text.ts';
import { emphasize, printable, withoutControls, wrap } from './terminal-text.ts';

/** Renders an answer for a terminal. */
export function renderTerminal(blocks: readonly Block[], style: Style): string {
  return `${blocks.map((block) => renderBlock(block, style)).join('\n\n')}\n`;
}

function renderBlock(block: Block, style: Style): string {
  switch (block.kind) {
    case 'lead':
    case 'paragraph':
      return wrap(renderText(block.text, style), style.columns);
    case 'heading':
      return emphasize(printable(block.text), style, 'underline');
    case 'list':
      return block.items
        .map((item, index) => {
          const mark = block.ordered ? `${index + 1}. ` : '- ';
          return hang(mark, renderText(item, style), style);
        })
        .join('\n');
    case 'facts':
      return block.facts.map((fact) => renderFact(fact, style)).join('\n');
    case 'code':
    case 'passage':
      return withoutControls(block.text);
    case 'table':
      return renderTable(block, style);
  }
}

function renderText(text: Text, style: Style): string {
  return text.map((run) => renderInline(run, style)).join('');
}

function renderInline(run: Inline, style: Style): string {
  if (typeof run === 'string') return printable(run);
  if ('strong' in run) return emphasize(printable(run.strong), style, 'bold');
  if ('link' in run) return printable(`${run.link} ${run.url}`);
  const code = printable(run.code);
  return style.styled ? emphasize(code, style, 'cyan') : `"${code}"`;
}

function renderFact(fact: Fact, style: Style): string {
  const label = `${fact.label}: `;
  const text = hang(label, renderText(fact.text, style), style);
  return emphasize(label, style, 'dim') + text.slice(label.length);
}

/** Writes text behind a mark, further lines set in below it. */
function hang(mark: string, text: string, style: Style): string {
  const indent = ' '.repeat(Math.min(mark.length, 4));
  const lines = wrap(mark + text, style.columns - indent.length).split('\n');
  return lines.join(`\n${indent}`);
}
