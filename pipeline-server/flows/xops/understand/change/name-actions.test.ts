import { describe, expect, it } from 'vitest';
import { nameActions } from './name-actions.ts';
import { asksToChange } from './write-request.ts';

const named = (text: string) => nameActions(text, asksToChange(text)).replace(/\s+/g, ' ');

describe('nameActions', () => {
  it.each([
    ['could you shut down the boxes that are idle', 'could you stop the boxes that are idle'],
    ['turn the idle servers off tonight', 'stop the idle servers tonight'],
    ['what if we stopped idle ec2', 'what if we stop idle ec2'],
    ['should these be switched off', 'should these be stop'],
    ['instances we could power down', 'instances we could stop'],
    ['i want the idle boxes shut down', 'i want the idle boxes stop'],
    ['please release the unused addresses', 'please stop the unused addresses'],
    ['find idle boxes and shut them down', 'find idle boxes and stop them '],
    ['what did turning off idle servers save', 'what did stop idle servers save'],
    ['fix the public buckets', ' the public buckets'],
  ])('names what is to be done in "%s"', (text, expected) => {
    expect(named(text)).toBe(expected);
  });

  it.each([
    'machines switched off for three months',
    'delete the instances that are shut down',
    'terminate stopped instances',
    'how many findings did we fix this week',
    'why did the bill drop',
    'which release of eks do we run',
    '',
  ])('leaves "%s"', (text) => {
    expect(named(text)).toBe(text);
  });
});
