import { describe, expect, it } from 'vitest';
import { ERROR_CATALOGUE, type ErrorCode, reasonOf, xopsError } from './errors.ts';

describe('the error catalogue', () => {
  it('fills placeholders and takes the status of the code', () => {
    const error = xopsError('XOPS_PIPELINE_NOT_FOUND', { id: 'nope' });
    expect([error.status, error.message, error.code]).toEqual([
      404,
      'Pipeline nope not found',
      'XOPS_PIPELINE_NOT_FOUND',
    ]);
  });

  it('inserts values as they are, even when they look like patterns', () => {
    expect(xopsError('XOPS_PIPELINE_NOT_FOUND', { id: "$& {id} $'" }).message).toBe(
      "Pipeline $& {id} $' not found",
    );
  });

  it('leaves an unknown placeholder visible rather than writing "undefined"', () => {
    expect(xopsError('XOPS_PIPELINE_NOT_FOUND').message).toBe('Pipeline {id} not found');
  });

  it.each(Object.keys(ERROR_CATALOGUE) as ErrorCode[])('%s is a client or server error', (code) => {
    expect(ERROR_CATALOGUE[code].status).toBeGreaterThanOrEqual(400);
    expect(ERROR_CATALOGUE[code].status).toBeLessThan(600);
  });

  it('reads the reason of anything thrown', () => {
    expect(reasonOf(new TypeError('bad'))).toBe('bad');
    expect(reasonOf('plain')).toBe('plain');
    expect(reasonOf(undefined)).toBe('undefined');
  });
});
