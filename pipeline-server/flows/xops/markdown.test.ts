import { describe, expect, it } from 'vitest';
import type { Block } from './document.ts';
import { escapeMarkdown, renderMarkdown } from './markdown.ts';

describe('escapeMarkdown', () => {
  it.each([
    ['a pipe', 'a|b', 'a\\|b'],
    ['emphasis', '**bold** ~~gone~~', '\\*\\*bold\\*\\* \\~\\~gone\\~\\~'],
    ['an underscore at a word’s edge', '_x_ my_name', '\\_x\\_ my_name'],
    ['a code span', '`x`', '\\`x\\`'],
    ['newlines and controls', 'a\r\nb\u0000c', 'a b c'],
    ['bidirectional overrides', 'safe\u202Eexe.txt', 'safe exe.txt'],
    ['a heading', '# big', '\\# big'],
    ['a bare link', 'see https://evil.example', 'see https:\\//evil.example'],
    ['a www link', 'www.evil.example', 'www\\.evil.example'],
    ['an email address', 'a@evil.example', 'a\\@evil.example'],
    ['template tokens', '{{user}}', '\\{\\{user\\}\\}'],
    ['math', '$$x$$', '\\$\\$x\\$\\$'],
    ['a comparison', 'CPU < 5 %', 'CPU \\< 5 %'],
  ])('makes %s inert', (_, text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it.each(['[x](javascript:alert(1))', '![x](https://evil.example/p.png)', '[1]'])(
    'leaves no closed bracket in %s',
    (text) => {
      expect(escapeMarkdown(text)).not.toMatch(/(?<!\\)\]/);
    },
  );

  it.each(['<think>', '</details>', '<script>', '<!--', '<|begin_of_thought|>', '◁think▷'])(
    'breaks the tag %s, which Open WebUI would read in the raw stream',
    (text) => {
      expect(escapeMarkdown(text)).not.toMatch(/<[a-z/!|]|◁/i);
    },
  );

  it('never opens display math', () => {
    expect(escapeMarkdown('\\[x\\] \\(y\\)')).not.toMatch(/\\\[|\\\(/);
  });
});

describe('renderMarkdown', () => {
  const table: Block = {
    kind: 'table',
    columns: [
      { title: 'Name', align: 'left', essential: true },
      { title: 'Cost', align: 'right', essential: true },
    ],
    rows: [['a | b\n| injected | row |', 'USD 1.00']],
  };

  it('writes a link that neither its label nor its address can break', () => {
    const url = 'http://127.0.0.1:9099/evidence/a/b(1).pdf?signature=x y>z';
    const text = renderMarkdown([{ kind: 'paragraph', text: [{ link: 'a](http://evil', url }] }]);
    expect(text).toBe(
      '[a\\](http:\\//evil](http://127.0.0.1:9099/evidence/a/b%281%29.pdf?signature=x%20y%3Ez)\n',
    );
  });

  it('keeps a hostile cell within its cell', () => {
    const lines = renderMarkdown([table]).trimEnd().split('\n');
    expect(lines).toEqual([
      '| Name | Cost |',
      '|:---|---:|',
      '| a \\| b \\| injected \\| row \\| | USD 1.00 |',
    ]);
  });

  it('fences code with more backticks than it holds', () => {
    const text = renderMarkdown([{ kind: 'code', language: 'csv', text: 'a```b' }]);
    expect(text).toBe('````csv\na```b\n````\n');
  });

  it('cannot be left by a code run', () => {
    const text = renderMarkdown([{ kind: 'paragraph', text: [{ code: 'a`<script>`' }] }]);
    expect(text).toBe("`a'＜script>'`\n");
  });
});
