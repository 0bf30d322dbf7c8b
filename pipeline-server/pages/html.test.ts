import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, lines, trusted } from './html.ts';

describe('markup', () => {
  it('makes text inert', () => {
    const name = `<script>alert(1)</script>"'&`;
    expect(html`<p title="${name}">${name}</p>`.text).toBe(
      `<p title="&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;">&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;</p>`,
    );
  });

  it('never lets text open a tag or leave an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = html`${text}`.text;
        expect(written).not.toMatch(/[<>"]/);
      }),
    );
  });

  it('drops what reorders or hides text', () => {
    expect(html`${'pay\u202Eorp\u200B!\u0000'}`.text).toBe('pay orp ! ');
  });

  it('keeps the lines of a text where they are shown, and makes it inert all the same', () => {
    expect(lines('{\n  "a": "<b>\u202E"\r\n}').text).toBe(
      '{\n  &quot;a&quot;: &quot;&lt;b&gt; &quot; \n}',
    );
  });

  it('keeps markup of ours, lists of it, numbers, and nothing', () => {
    const list = ['a', 'b'].map((each) => html`<i>${each}</i>`);
    expect(html`${list}${trusted('<b>')}${7}${null}${false}`.text).toBe('<i>a</i><i>b</i><b>7');
  });
});
