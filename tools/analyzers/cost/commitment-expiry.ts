import type { Column } from '../../../pipeline-server/contracts/findings.ts';
import type { CommitmentTerm } from '../../aws/commitment-reader.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { dayOf, daysBetween } from '../periods.ts';
import type { Row } from '../row.ts';
import { capitalised, type Noun } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';

const END = [column('end', 'Ends', 'date'), column('daysLeft', 'Days left', 'number')];

/** A row is a Savings Plan that ends soon. */
export const PLAN_EXPIRY: readonly Column[] = [
  column('commitment', 'Savings Plan'),
  column('type', 'Type'),
  ...END,
  column('hourly', 'Committed per hour', 'money'),
  SEVERITY,
];

/** A row is a reservation that ends soon. */
export const RESERVATION_EXPIRY: readonly Column[] = [
  column('commitment', 'Reservation'),
  column('service', 'Service'),
  column('type', 'Instance type'),
  column('instances', 'Instances', 'number'),
  ACCOUNT,
  REGION,
  ...END,
  SEVERITY,
];

/** Days ahead that count: the question's, else the setting's. */
function expiryDays(request: AnalysisRequest): number {
  return request.parameters.days ?? thresholdOf(request, 'expiry');
}

/** What a row is. */
export function expiryNoun(commitment: Noun, request: AnalysisRequest): Noun {
  const soon = `within ${expiryDays(request)} days`;
  return {
    one: `${commitment.one} that ends ${soon}`,
    many: `${commitment.many} that end ${soon}`,
  };
}

/** Commitments that end within the days, the first to end first. Those without an end in AWS's answer are left out. Pure. */
export function expiryRows(
  terms: readonly CommitmentTerm[],
  request: AnalysisRequest,
): readonly Row[] {
  const today = dayOf(request.now);
  return terms
    .flatMap((term) => {
      const end = term.end === null ? null : term.end.slice(0, 10);
      const daysLeft = end === null ? null : daysBetween(today, end);
      if (daysLeft === null || daysLeft < 0 || daysLeft > expiryDays(request)) return [];
      return [{ term, end, daysLeft }];
    })
    .toSorted((a, b) => a.daysLeft - b.daysLeft)
    .map(({ term: { id, accountId, region, evidence, ...term }, end, daysLeft }) =>
      totalRow({
        id,
        accountId,
        region,
        severity: severityOf(request.entry),
        // AWS states commitments without a currency; they are in US dollars.
        fields: { ...term, commitment: id, end, daysLeft, currency: 'USD' },
        evidence: [evidence],
      }),
    );
}

/** Says how many end soon, beside an answer about something else. Pure. */
export function expiryNotes(
  terms: readonly CommitmentTerm[],
  { many }: Noun,
  request: AnalysisRequest,
): readonly string[] {
  const [first, ...more] = expiryRows(terms, request);
  const days = `within ${expiryDays(request)} days`;
  if (first === undefined) return [];
  return [
    `${capitalised(many)} that end ${days}: ${more.length + 1}, the first on ${first.fields['end']}. Ask for those "expiring ${days}" to list them.`,
  ];
}

/** Says of how many AWS gave no end that could be read. Pure. */
export function endlessNotes(terms: readonly CommitmentTerm[], { many }: Noun): readonly string[] {
  const unknown = terms.filter(({ end }) => end === null).length;
  return unknown === 0 ? [] : [`${capitalised(many)} of which AWS gave no end: ${unknown}.`];
}
