import { describe, expect, it } from 'vitest';
import type { ReportFormat } from '../../contracts/reports.ts';
import { fakeRecommendation, fakeResult } from '../../test/fake-analyzers.ts';
import { renderMarkdown } from './markdown.ts';
import type { ReportMatter } from './report-content.ts';
import { reportContent } from './report-content.ts';

const CHART = { kind: 'bar', title: 't', unit: 'USD', labels: [], series: [] } as const;

function contentOf(changes: Partial<ReportMatter> = {}, format: ReportFormat = 'pdf') {
  const matter: ReportMatter = {
    title: null,
    question: 'idle EC2',
    understoodAs: 'idle EC2 instances',
    results: [fakeResult(3)],
    failures: [],
    recommendations: [],
    awsSource: { kind: 'live', label: 'live' },
    ...changes,
  };
  return reportContent(matter, format, { currencyDecimals: 2 });
}

function textOf(content: ReturnType<typeof contentOf>): string {
  const { sections, proof } = content;
  return [
    ...sections.map(({ heading, blocks }) => `# ${heading}\n${renderMarkdown(blocks)}`),
    renderMarkdown(proof),
  ].join('\n');
}

const other = fakeResult(1, { analyzer: 'cost.rds.idle', title: 'Idle RDS', chart: CHART });

describe('a report for reading', () => {
  it('says what was found first, and needs no heading for its only analysis', () => {
    const { sections, title } = contentOf();
    expect(title).toBe('Idle EC2 instances');
    expect(sections.map(({ heading }) => heading)).toEqual([null, null]);
    expect(sections[0]?.blocks[0]).toMatchObject({ kind: 'lead' });
  });

  it('has a section with a chart for each of several analyses', () => {
    const { sections, title } = contentOf({ results: [fakeResult(3), other] });
    expect(title).toBe('Idle EC2 instances and Idle RDS');
    expect(sections.map(({ heading, chart }) => [heading, chart])).toEqual([
      [null, null],
      ['Idle EC2 instances', null],
      ['Idle RDS', CHART],
    ]);
  });

  it('is named by what it was called, else by how many analyses it has', () => {
    const results = [fakeResult(1), other, other];
    expect(contentOf({ results }).title).toBe('Idle EC2 instances and 2 other analyses');
    expect(contentOf({ results, title: 'Cost report' }).title).toBe('Cost report');
    expect(contentOf({ results: [] }).title).toBe('Report');
  });

  it('marks the sample organisation, and nothing else', () => {
    const awsSource = { kind: 'sample', label: 'sample organisation' } as const;
    expect(textOf(contentOf({ awsSource }))).toContain('invented data, not your AWS');
    expect(textOf(contentOf())).not.toContain('invented');
  });

  it('says which rows it leaves out, and where they are', () => {
    const many = contentOf({ results: [fakeResult(1600)] });
    expect(textOf(many)).toContain('The first 1,500 of 1,600 rows; the CSV, JSON and XLSX files');
    expect(many.results[0]?.findings).toHaveLength(1600);
    expect(textOf(contentOf())).not.toContain('The first');
    const cut = fakeResult(3, { total: 50 });
    expect(textOf(contentOf({ results: [cut] }))).toContain(
      'The question asked for the first 3 rows of 50.',
    );
  });

  it('shares its rows among many analyses', () => {
    const results = Array.from({ length: 100 }, () => fakeResult(60));
    expect(textOf(contentOf({ results })).match(/The first 50 of 60 rows/g)).toHaveLength(100);
  });

  it('has the options, the first fifty of them', () => {
    const recommendations = Array.from({ length: 52 }, (_, index) => fakeRecommendation(index + 1));
    const text = textOf(contentOf({ recommendations }));
    expect(text).toContain('# Options');
    expect(text).toContain('group 50');
    expect(text).not.toContain('group 51');
    expect(text).toContain('2 options more');
  });

  it('says what was not answered', () => {
    const failures = [
      { analyzer: 'a', title: 'Idle RDS', code: 'denied', message: 'AWS said no.' } as const,
    ];
    expect(textOf(contentOf({ failures }))).toContain('**Not answered – Idle RDS:** AWS said no.');
  });

  it('ends with coverage, gaps by account and receipts', () => {
    const text = textOf(contentOf({ results: [fakeResult(3), other] }));
    expect(text).toContain(
      '| Idle RDS | 13 of 14 | 5 of 5 | 1 of 1 | 2026-11-22 03:00 UTC | – | – |',
    );
    expect(text).toContain(
      '| sandbox | 333333333333 | – | not enrolled | not enrolled in Cost Optimization Hub | Idle EC2 instances; Idle RDS |',
    );
    expect(text).toContain(
      'cost-optimization-hub:ListRecommendations | 2 | 1 | USD 0.00 | no model |',
    );
  });

  it('names each gap once, and counts the analyses when they are many', () => {
    const results = Array.from({ length: 5 }, () => fakeResult(1));
    expect(textOf(contentOf({ results })).match(/\| sandbox \|.*/g)).toEqual([
      expect.stringMatching(/\| 5 of 5 \|$/),
    ]);
  });
});

describe('a report for machines', () => {
  it.each(['csv', 'json', 'xlsx'] as const)('as %s has the results alone', (format) => {
    const content = contentOf({}, format);
    expect([content.sections, content.proof]).toEqual([[], []]);
    expect(content.results).toHaveLength(1);
  });
});
