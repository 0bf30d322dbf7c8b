import { describe, expect, it } from 'vitest';
import { asksToCompose } from './scope.ts';

describe('asksToCompose', () => {
  it.each([
    'write a terraform module for a vpc',
    'can you write me an essay about cloud costs',
    'please draft an email to the team about idle instances',
    'create a bash script that stops idle instances',
    'i need a script to delete old snapshots',
    'generate cloudformation for an s3 bucket',
    'give me a simple python script that lists buckets',
    'give me boto3 code to list buckets',
    "translate 'certificate expired' into german",
    'compose a haiku',
    'write code',
  ])('knows "%s" as writing', (text) => {
    expect(asksToCompose(text)).toBe(true);
  });

  it.each([
    'write a report on our idle instances',
    'draft a short summary of critical findings',
    'write capacity of dynamodb tables',
    'show cloudformation drift',
    'give me cloudformation stacks that failed',
    'terraform drift',
    'create a lambda function',
    'generate a csv of unattached volumes',
    'give me python lambda functions',
    'make the buckets private',
    'email validated certificates',
    '',
  ])('leaves "%s"', (text) => {
    expect(asksToCompose(text)).toBe(false);
  });
});
