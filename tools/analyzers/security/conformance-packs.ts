import { type ConfigRow, numberAt } from '../../aws/config-row.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { byNumberAscending, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { percentFigure } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';

/** `sec.conformance.pack`: conformance packs of which too few rules are kept. */
export const conformancePacks = defineAnalyzer<readonly ConfigRow[]>({
  id: 'sec.conformance.pack',
  finds: { one: 'conformance pack with a low score', many: 'conformance packs with a low score' },
  columns: [
    column('pack', 'Conformance pack'),
    ACCOUNT,
    REGION,
    column('score', 'Rules kept', 'percent'),
    column('failed', 'Rules failed', 'number'),
    column('rules', 'Rules', 'number'),
    SEVERITY,
  ],
  advice: {
    verb: 'Raise',
    one: 'conformance pack',
    many: 'conformance packs',
    action: 'Work through the rules of the pack that fail.',
    effort: 'high',
    basis: 'aws',
  },
  read: (readers, { entry, parameters }) => readers.config.select(entry.sql, parameters),
  rows: packRows,
  summarise: (rows, data, { entry }) => ({
    headlines: [
      { label: 'Conformance packs', value: data.length, kind: 'number', source: entry.source },
    ],
    clause: rows
      .slice(0, 1)
      .flatMap(({ fields }) => ['; the lowest keeps ', percentFigure(Number(fields['score']))]),
    notes: [
      'The score is the share of rules that no resource fails. It is evidence for a standard, and no statement that it is met.',
    ],
  }),
});

/** Lowest score first; a pack without rules has no score. Pure. */
export function packRows(data: readonly ConfigRow[], request: AnalysisRequest): readonly Row[] {
  const rows = data.flatMap((row) => {
    const rules = numberAt(row, 'configuration.totalRuleCount');
    const failed = numberAt(row, 'configuration.nonCompliantRuleCount');
    if (rules === null || failed === null || rules <= 0) return [];
    const score = Math.floor((1 - failed / rules) * 1000) / 10;
    return score < thresholdOf(request, 'percent')
      ? [packRow(row, { rules, failed, score }, request.entry)]
      : [];
  });
  return ordered(rows, byNumberAscending('score'));
}

function packRow(
  { accountId, region, resourceName, evidence }: ConfigRow,
  counts: { readonly rules: number; readonly failed: number; readonly score: number },
  entry: AnalysisRequest['entry'],
): Row {
  return totalRow({
    id: `${accountId}/${region}/${resourceName}`,
    accountId,
    region,
    severity: severityOf(entry),
    fields: { pack: resourceName, ...counts },
    evidence: [evidence],
  });
}
