import type { SecurityFinding } from '../../aws/findings-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer } from '../analyzer.ts';
import { CATALOGUE, type CatalogueEntry } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { worstSeverity } from '../grouped.ts';
import type { Row } from '../row.ts';
import { type Noun, numberFigure, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';
import {
  CPS234_PARAGRAPHS,
  type Criterion,
  evidenceFor,
  type MappedEvidence,
  SOC2_CRITERIA,
} from './criteria.ts';
import { controlRows } from './findings-by-control.ts';

/** What a criterion without any mapped check shows. */
export const NO_EVIDENCE = 'no automated evidence';

interface Scorecard {
  readonly id: string;
  readonly finds: Noun;
  readonly criteria: readonly Criterion[];
  readonly criteriaOf: (entry: CatalogueEntry) => readonly string[];
  readonly notes: readonly string[];
}

/** What was read of Security Hub, open findings and passed evaluations. */
interface ScorecardData {
  readonly open: readonly SecurityFinding[];
  readonly passed: readonly SecurityFinding[];
}

const MAPPING_NOTE =
  'Mapped evidence says what automated checks see of a criterion. It is no statement that the criterion is met: that is for people and auditors to judge.';

const COUNT_NOTE =
  'A resource counts once for each control of Security Hub that judges it; checks that no control matches are named as evidence and not counted.';

const SCORECARDS: readonly Scorecard[] = [
  {
    id: 'sec.soc2.scorecard',
    finds: { one: 'criterion', many: 'criteria' },
    criteria: SOC2_CRITERIA,
    criteriaOf: ({ soc2 }) => soc2,
    notes: [MAPPING_NOTE, COUNT_NOTE],
  },
  {
    id: 'sec.cps234.scorecard',
    finds: { one: 'paragraph', many: 'paragraphs' },
    criteria: CPS234_PARAGRAPHS,
    criteriaOf: ({ cps234 }) => cps234,
    notes: [
      MAPPING_NOTE,
      COUNT_NOTE,
      'Paragraphs 29, 35 and 36 ask for a decision by people: what is found is a prompt to consider escalation or notification, and materiality is never decided here.',
    ],
  },
];

/** The scorecards of both standards. `isBuilt` tells which checks of the catalogue can be run, and so are evidence. */
export function scorecards(isBuilt: (id: string) => boolean): readonly Analyzer[] {
  return SCORECARDS.map((card) => defineScorecard(card, isBuilt));
}

function defineScorecard(card: Scorecard, isBuilt: (id: string) => boolean): Analyzer {
  const { id, finds, notes } = card;
  const entries = () => CATALOGUE.filter((entry) => isBuilt(entry.id));
  return defineAnalyzer<ScorecardData>({
    id,
    finds,
    columns: [
      column('criterion', 'Criterion'),
      column('topic', 'Topic'),
      column('evidence', 'Mapped evidence'),
      column('failing', 'Controls failing', 'number'),
      column('resources', 'Resources failing', 'number'),
      column('passed', 'Resources passing', 'number'),
      SEVERITY,
    ],
    advice: null,
    read: readScorecard,
    rows: (data, request) => scorecardRows(card, entries(), { data, request }),
    summarise: (rows, _data, { entry: { source } }) => {
      const without = rows.filter(({ fields }) => fields['evidence'] === NO_EVIDENCE).length;
      const failing = rows.filter(({ fields }) => Number(fields['failing']) > 0).length;
      return {
        headlines: [
          { label: 'In the standard', value: rows.length, kind: 'number', source },
          { label: 'With mapped evidence', value: rows.length - without, kind: 'number', source },
          { label: 'With failing controls', value: failing, kind: 'number', source },
          { label: 'Without automated evidence', value: without, kind: 'number', source },
        ],
        notes,
        sentence: [
          strong(
            numberFigure(rows.length - without),
            ' of ',
            numberFigure(rows.length),
            ` ${finds.many}`,
          ),
          ' have mapped evidence, ',
          numberFigure(failing),
          ' of them with failing controls; the rest have no automated evidence',
        ],
        chart: null,
      };
    },
  });
}

async function readScorecard(
  readers: Readers,
  { parameters: { accounts, regions } }: AnalysisRequest,
): Promise<ScorecardData> {
  const everywhere = { severities: [], accounts, regions, product: null };
  const [open, passed] = await Promise.all([
    readers.findings.findings(everywhere),
    // Security Hub resolves the finding of a control that passes.
    readers.findings.findings({ ...everywhere, workflow: ['RESOLVED'], compliance: ['PASSED'] }),
  ]);
  return { open, passed };
}

/** A row for each criterion, in the standard's order, whether there is evidence or not. Pure. */
function scorecardRows(
  { criteria, criteriaOf }: Pick<Scorecard, 'criteria' | 'criteriaOf'>,
  entries: readonly CatalogueEntry[],
  { data, request }: { readonly data: ScorecardData; readonly request: AnalysisRequest },
): readonly Row[] {
  const open = controlRows(data.open, request);
  const passed = controlRows(data.passed, request);
  return criteria.map((criterion) => {
    const mapped = evidenceFor(criterion.id, entries, criteriaOf);
    const within = (rows: readonly Row[]) => rows.filter(({ id }) => mapped.controls.includes(id));
    return criterionRow(criterion, mapped, { open: within(open), passed: within(passed) });
  });
}

function criterionRow(
  { id, topic }: Criterion,
  mapped: MappedEvidence,
  { open, passed }: { readonly open: readonly Row[]; readonly passed: readonly Row[] },
): Row {
  const judged = mapped.controls.length > 0;
  return totalRow({
    id,
    severity: open.length === 0 ? 'INFORMATIONAL' : worstSeverity(open),
    fields: {
      criterion: id,
      topic,
      evidence: describeEvidence(mapped),
      // Without a control of Security Hub nothing is counted: no number, rather than none failing.
      failing: judged ? open.length : null,
      resources: judged ? resourcesOf(open) : null,
      passed: judged ? resourcesOf(passed) : null,
    },
    evidence: [...new Set([...open, ...passed].flatMap(({ evidence }) => evidence))],
  });
}

function resourcesOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { fields }) => sum + Number(fields['resources']), 0);
}

/** `12 checks, 9 Security Hub controls`. */
function describeEvidence({ checks, controls }: MappedEvidence): string {
  if (checks.length === 0) return NO_EVIDENCE;
  const words = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const parts = [words(checks.length, 'check')];
  return [
    ...parts,
    ...(controls.length > 0 ? [words(controls.length, 'Security Hub control')] : []),
  ].join(', ');
}
