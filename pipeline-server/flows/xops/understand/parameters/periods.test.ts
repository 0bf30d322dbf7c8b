import { describe, expect, it } from 'vitest';
import { cleanText } from '../clean-text.ts';
import { readPeriods } from './periods.ts';

const NOW = new Date('2026-11-23T09:00:00Z');

function read(question: string, now = NOW) {
  const organization = { accounts: [], regions: [] };
  return readPeriods({ text: cleanText(question), organization, now }).value;
}

function days(question: string, now = NOW): string {
  const { period } = read(question, now);
  return period === null ? 'none' : `${period.start} ${period.end}`;
}

describe('readPeriods', () => {
  it.each([
    ['last quarter', '2026-07-01 2026-10-01'],
    ['this month', '2026-11-01 2026-11-24'],
    ['last month', '2026-10-01 2026-11-01'],
    ['month to date', '2026-11-01 2026-11-24'],
    ['YTD', '2026-01-01 2026-11-24'],
    ['Q3 2026', '2026-07-01 2026-10-01'],
    ['in Q4', '2026-10-01 2027-01-01'],
    ['FY26', '2025-07-01 2026-07-01'],
    ['FY 2025/26', '2025-07-01 2026-07-01'],
    ['this financial year', '2026-07-01 2026-11-24'],
    ['since July', '2026-07-01 2026-11-24'],
    ['since monday', '2026-11-16 2026-11-24'],
    ['in October', '2026-10-01 2026-11-01'],
    ['in December', '2025-12-01 2026-01-01'],
    ['forecast for December', '2026-12-01 2027-01-01'],
    ['last 30 days', '2026-10-24 2026-11-23'],
    ['past two weeks', '2026-11-09 2026-11-23'],
    ['last six months', '2026-05-01 2026-11-01'],
    ['yesterday', '2026-11-22 2026-11-23'],
    ['last week', '2026-11-16 2026-11-23'],
    ['between 1 and 15 October', '2026-10-01 2026-10-16'],
    ['from 3 September to 10 October', '2026-09-03 2026-10-11'],
    ['from November to January', '2025-11-01 2026-02-01'],
    ['2026-10', '2026-10-01 2026-11-01'],
    ['from 2026-10-05 to 2026-10-06', '2026-10-05 2026-10-07'],
    ['on 5 October', '2026-10-05 2026-10-06'],
    ['in 2025', '2025-01-01 2026-01-01'],
    ['H1 2026', '2026-01-01 2026-07-01'],
  ])('reads "%s"', (question, expected) => {
    expect(days(`spend ${question}`)).toBe(expected);
  });

  it('finds months and quarters across the turn of the year', () => {
    const january = new Date('2027-01-01T00:00:00Z');
    expect(days('last month', january)).toBe('2026-12-01 2027-01-01');
    expect(days('last quarter', january)).toBe('2026-10-01 2027-01-01');
  });

  it.each([
    ['October versus September', '2026-10-01', '2026-09-01'],
    ['compare September and October', '2026-10-01', '2026-09-01'],
    ['change from September to October', '2026-10-01', '2026-09-01'],
    ['this month compared to last month', '2026-11-01', '2026-10-01'],
    ['compare October with the same month last year', '2026-10-01', '2025-10-01'],
  ])('reads what to compare in "%s"', (question, start, other) => {
    const { period, compareTo } = read(question);
    expect([period?.start, compareTo?.start]).toEqual([start, other]);
  });

  it('leaves the period open when only the comparison is named', () => {
    const { period, compareTo } = read('did it change compared to September?');
    expect(period).toBeNull();
    expect(compareTo?.start).toBe('2026-09-01');
  });

  it('names the financial year it means', () => {
    expect(read('FY26').period?.label).toContain('Australian financial year');
  });

  it.each(['may I see idle EC2', 'top 10 services', 'march on', 'expiring in 45 days', ''])(
    'finds no period in "%s"',
    (question) => {
      expect(days(question)).toBe('none');
    },
  );
});
