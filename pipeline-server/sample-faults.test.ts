import { describe, expect, it } from 'vitest';
import { parseFaults } from './sample-faults.ts';

describe('faults of the sample organisation', () => {
  it('are none without a text', () => {
    expect(parseFaults('')).toEqual([]);
  });

  it('are read in the short form', () => {
    expect(parseFaults('ce:throttle:0.5, securityhub:deny')).toEqual([
      { service: 'ce', kind: 'throttle', rate: 0.5 },
      { service: 'securityhub', kind: 'deny' },
    ]);
  });

  it('are read as JSON', () => {
    const fault = {
      service: 'ce',
      kind: 'slow',
      operation: 'GetCostAndUsage',
      delayMs: 500,
      times: 2,
    };
    expect(parseFaults(JSON.stringify([fault]))).toEqual([fault]);
  });

  it.each([
    'ce',
    'ce:explode',
    'ce:slow:2',
    'ce:slow:x',
    ':deny',
    'ce:deny:1:2',
    '[',
    '[1]',
    '[{"service":"ce"}]',
  ])('refuse %s with both forms as the remedy', (text) =>
    expect(() => parseFaults(text)).toThrow(/XOPS_SAMPLE_FAULTS: .*service:kind:rate.*JSON/),
  );
});
