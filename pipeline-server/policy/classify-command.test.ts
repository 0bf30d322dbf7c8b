import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActionClassifier } from './classify-command.ts';
import { parseCommand } from './parse-command.ts';
import { COMMAND_CASES } from './test/read-commands.ts';

const classifier = createActionClassifier();

describe.each(Object.entries(COMMAND_CASES))('labelled commands: %s', (_name, { cases }) => {
  it.each(cases)('$command: $access', async ({ command, access }) => {
    expect(await classifier.classifyCommand(command)).toMatchObject({ access });
  });
});

describe('the labelled commands', () => {
  const files = Object.values(COMMAND_CASES).map(({ cases }) => cases.length);

  it('are many, and many of them obfuscated or written by others', () => {
    expect(files.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(500);
    expect(COMMAND_CASES['obfuscations']?.cases.length).toBeGreaterThanOrEqual(200);
    expect(COMMAND_CASES['awsDocumentation']?.cases.length).toBeGreaterThanOrEqual(100);
  });
});

/** Signs that a shell gives a meaning, and some that it does not. */
const SIGNS = fc.constantFrom(
  ...' aws3ec2-=/.\'"\\$`|&;<>(){}[]*?~!#^%\n\r\t\u200b\u0430'.split(''),
);
const PIECES = fc.constantFrom(
  'aws',
  ' ',
  'ec2',
  'describe-instances',
  's3',
  'ls',
  '--query',
  "'",
  '"',
  '$(',
  '`',
  '|',
  ';',
  '&',
  '>',
  '\\',
  'rm',
  '\n',
  '{',
  '}',
  '*',
  '#',
);
const LINES = fc.oneof(
  fc.string(),
  fc.string({ unit: SIGNS, maxLength: 60 }),
  fc.array(PIECES, { maxLength: 20 }).map((pieces) => pieces.join('')),
);

/** What stands outside quotes: neither kind of quote, nor a backslash within them, is taken for anything else. */
function outsideQuotes(line: string): string {
  return line.replace(/'[^']*'|"(?:\\.|[^"\\])*"/gs, '');
}

describe('any text at all', () => {
  it('is judged without an error, and read only where no sign of a shell stands outside quotes', async () => {
    await fc.assert(
      fc.asyncProperty(LINES, async (line) => {
        const { access, argv } = await classifier.classifyCommand(line);
        if (access !== 'read') return;
        expect(outsideQuotes(line)).toMatch(/^[\w@%+=:,./ -]*$/);
        expect(argv).not.toBeNull();
      }),
      { numRuns: 20_000 },
    );
  });

  it('comes back as the words that were quoted', () => {
    const word = fc
      .string({ minLength: 1, maxLength: 20 })
      .filter((text) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const line = words.map((each) => `'${each.replaceAll("'", `'"'"'`)}'`).join(' ');
        expect(parseCommand(line).argv).toEqual(words);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('operations that are called without a command line', () => {
  it.each([
    ['ec2', 'DescribeInstances', {}, 'read'],
    ['ec2', 'describe_instances', {}, 'read'],
    ['EC2', 'StopInstances', { InstanceIds: ['i-1'] }, 'write'],
    ['ssm', 'GetParameter', { Name: 'p' }, 'read'],
    ['ssm', 'GetParameter', { Name: 'p', WithDecryption: true }, 'write'],
    ['secretsmanager', 'GetSecretValue', {}, 'write'],
    ['s3', 'ListObjectsV2', { Bucket: 'b' }, 'read'],
    ['s3', 'GetObject', {}, 'write'],
    ['elasticloadbalancing', 'DescribeLoadBalancers', {}, 'read'],
    ['nothing', 'GetNothing', {}, 'write'],
    ['../ec2', 'DescribeInstances', {}, 'write'],
  ] as const)('%s %s %j: %s', async (...[service, operation, parameters, access]) => {
    const judged = await classifier.classifyOperation({ service, operation, parameters });
    expect(judged.access).toBe(access);
  });
});

describe('data of AWS that cannot be read', () => {
  it('reads nothing for free', async () => {
    const broken = createActionClassifier({ levelOf: () => Promise.reject(new Error('no disk')) });
    expect(await broken.classifyCommand('aws ec2 describe-instances')).toMatchObject({
      access: 'write',
      rule: 'command.unjudged',
    });
  });
});
