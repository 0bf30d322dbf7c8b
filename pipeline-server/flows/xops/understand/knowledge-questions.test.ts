import { describe, expect, it } from 'vitest';
import { QUESTION_WORLD } from '../../../../bench/question-set.ts';
import { listAnalyzers } from '../../../../tools/analyzers/registry.ts';
import { createUnderstanding } from './understand.ts';
import type { Understanding } from './understanding.ts';

const catalogue = listAnalyzers().map((entry) => ({ ...entry, built: true }));
const understand = createUnderstanding(catalogue);
const ask = (question: string, previous: Understanding | null = null) =>
  understand(question, { ...QUESTION_WORLD, previous });

describe('a question for the procedures', () => {
  it.each([
    'How do we rotate an access key?',
    'how do I terminate idle instances myself',
    'How should I close public exposure of a bucket?',
    'please tell me how to release an elastic IP',
    "what's the runbook for a leaked key",
    'What is the SOP for encrypting data at rest?',
    'is there a procedure for quota raises?',
    'which SOP governs this?',
    'what does the runbook say about snapshots',
    'what should we do when a certificate expires',
    'what do we do about a compromised instance?',
    'show me the steps for an engine upgrade',
    'so how do we take a login away?',
    'how do I create an S3 bucket',
  ])('"%s"', (question) => {
    const { kind, write } = ask(question);
    expect([kind, write]).toEqual(['procedure', false]);
  });

  it.each([
    ['how much did we spend on RDS last month', 'analyze'],
    ['how many instances do we have', 'analyze'],
    ['how can we cut the bill', 'analyze'],
    ['how do our costs compare with last month', 'analyze'],
    ['show me idle EC2 across all accounts', 'analyze'],
    ['what can you do', 'help'],
    ['how do I use this?', 'help'],
    ['how do I bake sourdough bread', 'outside'],
    ['write a runbook for a failover', 'outside'],
  ])('"%s" is none', (question, kind) => {
    expect(ask(question).kind).toBe(kind);
  });

  it('names the analysis that shows where the procedure applies', () => {
    expect(ask('How do we remove unattached EBS volumes?').analyzers).toEqual([
      'cost.ebs.unattached',
    ]);
  });

  it('takes "this" for what was answered last', () => {
    const previous = ask('idle EC2');
    expect(ask('how do we fix this?', previous).analyzers).toEqual(previous.analyzers);
    expect(ask('which SOP governs option 2', previous)).toMatchObject({
      kind: 'procedure',
      analyzers: previous.analyzers,
    });
  });
});

describe('a question for past incidents', () => {
  it.each([
    'has this happened before?',
    'Have we seen a VPN tunnel flap before?',
    'did a certificate ever expire before?',
    'any similar incidents?',
    'show past incidents with NAT gateways',
    'when did this last happen',
    'how was this solved',
  ])('"%s"', (question) => {
    expect(ask(question).kind).toBe('history');
  });

  it.each(['cost before October', 'open findings of last week', 'what changed before yesterday'])(
    '"%s" is none',
    (question) => {
      expect(ask(question).kind).not.toBe('history');
    },
  );
});
