import { describe, expect, it } from 'vitest';
import { createDetector } from './detector.ts';
import { inspectRequest } from './inspect-request.ts';

const detector = createDetector();
const KEY = 'AKIAZ3MXQ7P2LKWT5RVB';
const look = (body: unknown) => inspectRequest(detector, body);
const pointers = (body: unknown): readonly string[] =>
  look(body).findings.map(({ pointer }) => pointer);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a whole request', () => {
  it.each([
    ['/messages/0/content', { messages: [{ role: 'user', content: `use ${KEY}` }] }],
    [
      '/messages/0/content/0/text',
      { messages: [{ role: 'user', content: [{ type: 'text', text: KEY }] }] },
    ],
    [
      '/messages/0/tool_calls/0/function/arguments#/key',
      {
        messages: [
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ function: { name: 'f', arguments: JSON.stringify({ key: KEY }) } }],
          },
        ],
      },
    ],
    [
      '/tools/0/function/description',
      { tools: [{ type: 'function', function: { name: 'f', description: `with ${KEY}` } }] },
    ],
    [
      '/tools/0/function/parameters/properties/region/enum/0',
      { tools: [{ function: { parameters: { properties: { region: { enum: [KEY] } } } } }] },
    ],
    [
      '/messages/0/content/0/image_url/url',
      {
        messages: [
          { content: [{ type: 'image_url', image_url: { url: `https://a.b/c?k=${KEY}` } }] },
        ],
      },
    ],
    [
      '/messages/0/content/0/file/file_data',
      {
        messages: [
          {
            content: [
              {
                type: 'file',
                file: { file_data: `data:text/csv;base64,${base64(`a,b\n${KEY},1`)}` },
              },
            ],
          },
        ],
      },
    ],
    ['/user', { user: 'jane.citizen@bigbank.com.au' }],
    ['/metadata/tfn', { metadata: { tfn: '876543210' } }],
    ['/metadata/tfn', { metadata: { tfn: 876543210 } }],
    ['/metadata/AKIAZ3MXQ7P2LKWT5RVB', { metadata: { [KEY]: true } }],
    ['/nobody~1knows/0', { 'nobody/knows': [KEY] }],
    [
      '/messages/0/content/1/text',
      {
        messages: [
          {
            content: [
              { type: 'text', text: `key ${KEY.slice(0, 9)}` },
              { type: 'text', text: `${KEY.slice(9)} ends` },
            ],
          },
        ],
      },
    ],
  ])('is looked at in %s', (pointer, body) => {
    expect(pointers(body)).toContain(pointer);
  });

  it('has the highest class of its parts', () => {
    expect(look({ messages: [{ content: 'mail jane.citizen@bigbank.com.au' }] }).class).toBe(
      'CONFIDENTIAL',
    );
    expect(look({ messages: [{ content: 'hello' }, { content: KEY }] }).class).toBe('RESTRICTED');
    expect(look({ messages: [{ content: 'hello' }] })).toEqual({
      class: 'PUBLIC',
      findings: [],
      unscannable: [],
    });
  });

  it('gives offsets into the value, not into its label', () => {
    const [finding] = look({ metadata: { password: 'hunter2x' } }).findings;
    expect(finding).toMatchObject({ pointer: '/metadata/password', start: 0, end: 8 });
  });

  it('names what it cannot read', () => {
    const png = `data:image/png;base64,${Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]).toString('base64')}`;
    expect(look({ messages: [{ content: [{ image_url: { url: png } }] }] }).unscannable).toEqual([
      '/messages/0/content/0/image_url/url',
    ]);
    const sound = { input_audio: { data: 'A'.repeat(200), format: 'wav' } };
    expect(look({ messages: [{ content: [sound] }] }).unscannable).toEqual([
      '/messages/0/content/0/input_audio',
    ]);
  });

  it.each([
    ['a member that is there twice', `{"a": "${KEY}", "a": "none"}`],
    ['the scheme of a data address', `data:${KEY};base64,aGVsbG8gd29ybGQ=`],
    ['text behind a data address', `data:text/plain;base64,aGVsbG8gd29ybGQ= use ${KEY}`],
    ['a data address that is not in base64', `data:text/plain,use ${KEY}`],
    ['percent signs of a data address', `data:text/plain,%41${KEY.slice(1)}`],
  ])('looks at all of a string that is read as something else: %s', (_what, content) => {
    expect(look({ messages: [{ content }] }).class).toBe('RESTRICTED');
  });

  it('says of runs that are too long to decode that it cannot read them', () => {
    const long = base64('Quarterly notes of the team. '.repeat(2500));
    expect(look({ messages: [{ content: `Read ${long}` }] }).unscannable).toEqual([
      '/messages/0/content',
    ]);
    expect(look({ messages: [{ content: 'a quiet word '.repeat(10_000) }] }).unscannable).toEqual(
      [],
    );
  });

  it('survives bodies of any shape', () => {
    const deep = JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) as unknown;
    expect(look(deep).unscannable).toHaveLength(1);
    for (const body of [null, 1, 'text', [], undefined, { messages: 'x' }])
      expect(look(body).class).toBe('PUBLIC');
  });
});
