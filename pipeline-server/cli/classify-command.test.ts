import { describe, expect, it } from 'vitest';
import { runXops } from '../test/run-xops.ts';

const classify = (...args: readonly string[]) => runXops({}, ['classify', ...args]);

describe('xops classify', () => {
  it('says of a read that it runs by itself', async () => {
    const { code, out } = await classify('aws ec2 describe-instances');
    expect(code).toBe(0);
    expect(out).toBe(
      'read: runs without approval (rule aws.read)\nAWS calls ec2:describe-instances "List".\n["aws","ec2","describe-instances"]\n',
    );
  });

  it('says of a write that it needs an approval, as JSON too', async () => {
    const { code, out } = await classify('aws ec2 stop-instances --instance-ids i-1', '--json');
    expect(code).toBe(4);
    expect(JSON.parse(out)).toMatchObject({ access: 'write', rule: 'aws.level' });
  });

  it('refuses what is not one command', async () => {
    const { code, out } = await classify('aws s3 ls | sh');
    expect(code).toBe(1);
    expect(out).toContain('a pipe');
  });

  it('wants the command as one argument', async () => {
    expect((await classify()).code).toBe(2);
    expect((await classify('aws', 's3')).err).toContain('one pair of quotes');
  });
});
