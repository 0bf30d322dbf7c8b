import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../pipeline-server/contracts/canonical-json.ts';
import { findingOf, POISON, reportOf, resultOf } from '../../pipeline-server/test/fake-report.ts';
import { writeJson } from './json.ts';

interface WrittenJson extends Record<'title' | 'createdAt' | 'createdBy' | 'dataSha256', string> {
  readonly data: { readonly results: unknown };
}

function read(bytes: Uint8Array): WrittenJson {
  const report: WrittenJson = JSON.parse(new TextDecoder().decode(bytes));
  return report;
}

describe('JSON', () => {
  it('is lossless, hostile text included', () => {
    const results = Object.values(POISON).map((text) =>
      resultOf(1, { findings: [findingOf(text)] }),
    );
    const { data, title, createdAt, createdBy } = read(writeJson(reportOf(results)));
    expect(data.results).toEqual(results);
    expect([title, createdAt, createdBy]).toEqual([
      'Idle EC2 instances',
      '2026-11-23T04:00:00.000Z',
      'tester',
    ]);
  });

  it('is canonical, and anybody can check the hash of its data', () => {
    const bytes = writeJson(reportOf([resultOf(2)]));
    const report = read(bytes);
    expect(new TextDecoder().decode(bytes)).toBe(canonicalJson(report));
    const hash = createHash('sha256').update(canonicalJson(report.data)).digest('hex');
    expect(report.dataSha256).toBe(`sha256:${hash}`);
  });

  it('has the same hash for the same data, whatever the order of its keys', () => {
    const result = resultOf(1);
    const turned = Object.fromEntries(Object.entries(result).toReversed()) as typeof result;
    expect(reportOf([turned]).dataHash).toBe(reportOf([result]).dataHash);
    expect(reportOf([resultOf(2)]).dataHash).not.toBe(reportOf([result]).dataHash);
  });
});
