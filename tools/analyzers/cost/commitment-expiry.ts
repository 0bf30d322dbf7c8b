import type { PlanTerm } from '../../aws/commitment-reader.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { dayOf, daysBetween } from '../periods.ts';
import type { Row } from '../row.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';

/** A row is a Savings Plan that ends soon. */
export const EXPIRY_COLUMNS = [
  column('plan', 'Savings Plan'),
  column('type', 'Type'),
  column('end', 'Ends', 'date'),
  column('daysLeft', 'Days left', 'number'),
  column('hourly', 'Committed per hour', 'money'),
  SEVERITY,
];

/** Days ahead that count: the question's, else the setting's. */
export function expiryDays(request: AnalysisRequest): number {
  return request.parameters.days ?? thresholdOf(request, 'expiry');
}

/** Plans that end within the days, the first to end first. Plans without an end in AWS's answer are left out. Pure. */
export function expiryRows(plans: readonly PlanTerm[], request: AnalysisRequest): readonly Row[] {
  const today = dayOf(request.now);
  return plans
    .flatMap((plan) => {
      const end = plan.end === null ? null : plan.end.slice(0, 10);
      const daysLeft = end === null ? null : daysBetween(today, end);
      if (daysLeft === null || daysLeft < 0 || daysLeft > expiryDays(request)) return [];
      return [{ plan, end, daysLeft }];
    })
    .toSorted((a, b) => a.daysLeft - b.daysLeft)
    .map(({ plan, end, daysLeft }) =>
      totalRow({
        id: plan.id,
        severity: severityOf(request.entry),
        fields: {
          plan: plan.id,
          type: plan.type,
          end,
          daysLeft,
          hourly: plan.hourly,
          // AWS states commitments without a currency; they are in US dollars.
          currency: 'USD',
        },
        evidence: [plan.evidence],
      }),
    );
}

/** Says how many end soon, beside an answer about something else, and what AWS gives no end of. Pure. */
export function expiryNotes(
  plans: readonly PlanTerm[],
  request: AnalysisRequest,
): readonly string[] {
  const [first, ...more] = expiryRows(plans, request);
  const unknown = plans.filter(({ end }) => end === null).length;
  const days = `within ${expiryDays(request)} days`;
  return [
    ...(first === undefined
      ? []
      : [
          `Savings Plans that end ${days}: ${more.length + 1}, the first on ${first.fields['end']}. Ask for those "expiring ${days}" to list them.`,
        ]),
    ...(unknown === 0 ? [] : [`Savings Plans of which AWS gave no end: ${unknown}.`]),
  ];
}
