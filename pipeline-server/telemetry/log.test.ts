import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

function capture() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, destination };
}

describe('the log', () => {
  it('takes secrets out, wherever they stand', () => {
    const { lines, destination } = capture();
    const log = createLog('info', destination);
    log.info({ headers: { authorization: 'Bearer hush', 'x-openwebui-user-jwt': 'hush' } }, 'a');
    log.info({ token: 'hush', request: { headers: { cookie: 'hush' } } }, 'b');
    log.info({ config: { auth: { apiKey: 'hush' } }, secret: 'hush' }, 'c');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('hush');
    expect(lines.join('')).toContain('[removed]');
  });

  it.each([
    ['warning', 'warn'],
    ['critical', 'fatal'],
    ['silent', 'silent'],
  ] as const)('knows the level %s', (level, expected) => {
    expect(createLog(level).level).toBe(expected);
  });
});
