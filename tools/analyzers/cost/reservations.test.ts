import { describe, expect, it } from 'vitest';
import type { CommitmentReader, CommitmentTerm, Utilization } from '../../aws/commitment-reader.ts';
import { fakeReaders, requestFor } from '../test/fake-readers.ts';
import { UTILIZATION_ANALYZERS } from './commitment-utilization.ts';

const RDS = 'Amazon Relational Database Service';
const REDSHIFT = 'Amazon Redshift';

/** Tests are at 2026-11-23. */
const term = (id: string, end: string | null): CommitmentTerm => ({
  id,
  end,
  type: 'db.r6g.large',
  hourly: null,
  service: RDS,
  accountId: '111111111111',
  region: 'ap-southeast-2',
  instances: 2,
  evidence: 'sha256:term',
});

const month = (service: string, percentage: number): Utilization => ({
  start: '2026-10-01',
  service,
  percentage,
  bought: 100,
  unused: 100 - percentage,
  evidence: 'sha256:use',
});

/** Reservations of databases and Redshift; what is asked about others is answered with nothing bought. */
function reservations(terms: readonly CommitmentTerm[]) {
  const asked: string[] = [];
  const use = new Map([
    [RDS, month(RDS, 80)],
    [REDSHIFT, month(REDSHIFT, 99)],
  ]);
  const commitments: CommitmentReader = {
    ...fakeReaders().commitments,
    async reservationUtilization(_query, service) {
      asked.push(`use of ${service}`);
      return [use.get(service) ?? { ...month(service, 0), bought: 0 }];
    },
    async reservationTerms(_query, service) {
      asked.push(`ends of ${service}`);
      return terms.filter((each) => each.service === service);
    },
  };
  return { asked, readers: fakeReaders({ commitments }) };
}

async function run(
  days: number | null,
  terms: readonly CommitmentTerm[],
  services: readonly string[] = [],
) {
  const analyzer = UTILIZATION_ANALYZERS.find(({ id }) => id === 'cost.ri.utilization');
  if (analyzer === undefined) throw new Error('There is no analyzer of reservations.');
  const request = requestFor('cost.ri.utilization', { days, services });
  const { asked, readers } = reservations(terms);
  const { rows, noun, summary } = await analyzer.analyse(readers, request);
  return { asked, rows, noun, summary };
}

describe('cost.ri.utilization', () => {
  it('asks for each service, and for the ends of those that were bought', async () => {
    const { asked, rows, summary } = await run(null, [term('1', '2027-01-01T00:00:00.000Z')]);
    expect(asked.filter((each) => each.startsWith('use'))).toHaveLength(5);
    expect(asked.filter((each) => each.startsWith('ends'))).toEqual([
      `ends of ${RDS}`,
      `ends of ${REDSHIFT}`,
    ]);
    expect(rows.map(({ severity, fields }) => [fields['service'], severity])).toEqual([
      [RDS, 'MEDIUM'],
      [REDSHIFT, 'INFORMATIONAL'],
    ]);
    expect(summary.headlines).toMatchObject([{ label: 'Used, Oct 2026', value: 80 }]);
    expect(JSON.stringify(summary.sentence)).toContain(`of the reservations of ${RDS} was used`);
    expect(summary.notes).toContain(
      'Reservations that end within 90 days: 1, the first on 2027-01-01. Ask for those "expiring within 90 days" to list them.',
    );
  });

  it('asks for one service when one is named', async () => {
    expect((await run(null, [], [REDSHIFT])).asked).toEqual([
      `use of ${REDSHIFT}`,
      `ends of ${REDSHIFT}`,
    ]);
  });

  it('lists what ends within the days that were asked for, and counts what has no end', async () => {
    const terms = [
      term('later', '2027-01-23T00:00:00.000Z'),
      term('soon', '2027-01-22T00:00:00.000Z'),
      term('unknown', null),
    ];
    const { asked, rows, noun, summary } = await run(60, terms);
    expect(asked.filter((each) => each.startsWith('use'))).toEqual([]);
    expect(noun.many).toBe('reservations that end within 60 days');
    expect(rows).toMatchObject([
      {
        accountId: '111111111111',
        region: 'ap-southeast-2',
        fields: { commitment: 'soon', instances: 2, end: '2027-01-22', daysLeft: 60 },
      },
    ]);
    expect(summary.notes).toContain('Reservations of which AWS gave no end: 1.');
  });
});
