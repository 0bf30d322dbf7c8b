import { describe, expect, it } from 'vitest';
import type { RequestFinding } from '../contracts/sovereignty.ts';
import { REDACTION, replaceFindings } from './redact.ts';

function finding(pointer: string, start: number, end: number): RequestFinding {
  return {
    rule: 'r',
    kind: 'tfn',
    class: 'RESTRICTED',
    confidence: 1,
    pointer,
    start,
    end,
  };
}

describe('replaceFindings', () => {
  it('replaces values in a copy, whatever their order', () => {
    const body = { messages: [{ content: 'ab 111 cd 222' }] };
    const written = replaceFindings(
      body,
      [finding('/messages/0/content', 3, 6), finding('/messages/0/content', 10, 13)],
      REDACTION,
    );
    expect(written).toEqual({ messages: [{ content: 'ab [tfn removed] cd [tfn removed]' }] });
    expect(body.messages[0]?.content).toBe('ab 111 cd 222');
  });

  it('replaces within JSON that stands in a string, and keeps it JSON', () => {
    const body = { arguments: '{"a/b": {"tfn": "x 111 \\"y\\""}, "n": 1}' };
    const written = replaceFindings(body, [finding('/arguments#/a~1b/tfn', 2, 5)], REDACTION);
    expect(JSON.parse(written?.arguments ?? '')).toEqual({
      'a/b': { tfn: 'x [tfn removed] "y"' },
      n: 1,
    });
  });

  it('replaces within JSON in a string of JSON', () => {
    const body = { arguments: JSON.stringify({ a: [JSON.stringify({ tfn: 'x 111' })] }) };
    const found = finding('/arguments#/a/0#/tfn', 2, 5);
    expect(replaceFindings(body, [found], REDACTION)).toEqual({
      arguments: JSON.stringify({ a: [JSON.stringify({ tfn: 'x [tfn removed]' })] }),
    });
  });

  it('refuses what was found in a file, or both in a string and in the JSON that it holds', () => {
    const file = { content: `data:text/csv;base64,${Buffer.from('a,111').toString('base64')}` };
    expect(replaceFindings(file, [finding('/content', 2, 5)], REDACTION)).toBe(null);
    const twice = { content: '{"a": "111", "a": "111"}' };
    const both = [finding('/content', 7, 10), finding('/content#/a', 0, 3)];
    expect(replaceFindings(twice, both, REDACTION)).toBe(null);
  });

  it.each(['/nowhere', '/arguments#/x', '', '/__proto__/x', '/arguments/0'])(
    'refuses where nothing stands: %j',
    (pointer) => {
      expect(replaceFindings({ arguments: 'no json' }, [finding(pointer, 0, 1)], REDACTION)).toBe(
        null,
      );
    },
  );
});
