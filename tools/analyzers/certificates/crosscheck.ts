import type { CoverageGap } from '../../../pipeline-server/contracts/findings.ts';
import type { Severity } from '../../../pipeline-server/contracts/parameters.ts';
import type { ListedCertificate } from '../../aws/certificate-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { type AskedPlace, askPlaces } from '../ask-places.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { isActive, readPlaces, regionsOf } from '../coverage.ts';
import { bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { numberFigure } from '../sentence.ts';
import { type Certificate, toCertificate } from './certificate.ts';

interface AnsweredPlace extends AskedPlace {
  readonly listed: readonly ListedCertificate[];
}

/** What both sides say of certificates. */
export interface CrosscheckData {
  /** Places that ACM itself answered for. */
  readonly places: readonly AnsweredPlace[];
  readonly recorded: readonly Certificate[];
  readonly gaps: readonly CoverageGap[];
}

const DIFFERENCE = column('difference', 'Difference');

/** `cert.acm.crosscheck`: ACM asked in every account and Region, against what Config has recorded. */
export const certificateCrosscheck = defineAnalyzer<CrosscheckData>({
  id: 'cert.acm.crosscheck',
  finds: {
    one: 'certificate on which ACM and Config differ',
    many: 'certificates on which ACM and Config differ',
  },
  columns: [
    column('domain', 'Domain'),
    ACCOUNT,
    REGION,
    DIFFERENCE,
    column('acm', 'ACM'),
    column('config', 'Config'),
    column('notAfter', 'Ends', 'date'),
    SEVERITY,
  ],
  advice: {
    verb: 'Record',
    one: 'certificate',
    many: 'certificates',
    action:
      'Record AWS::ACM::Certificate with AWS Config in these accounts and Regions, so that checks over all accounts see every certificate.',
    effort: 'low',
    basis: 'aws',
  },
  read: readCrosscheck,
  rows: crosscheckRows,
  summarise: (_rows, { places, gaps }, { entry }) => {
    const listed = places.reduce((sum, place) => sum + place.listed.length, 0);
    return {
      headlines: [
        { label: 'Certificates in ACM', value: listed, kind: 'number', source: entry.source },
      ],
      clause: [' (', numberFigure(listed), ' certificates in ACM were compared)'],
      notes: [
        'Config records with a delay: a certificate of the last minutes may not be there yet.',
      ],
      gaps,
    };
  },
});

async function readCrosscheck(readers: Readers, request: AnalysisRequest): Promise<CrosscheckData> {
  const [places, rows] = await Promise.all([
    placesOf(readers, request),
    readers.config.select(request.entry.sql, request.parameters),
  ]);
  const { answers, gaps } = await askPlaces(places, async (place) => ({
    ...place,
    listed: await readers.certificates.certificates({
      accountId: place.account.id,
      region: place.region,
    }),
  }));
  return { places: answers, gaps, recorded: rows.map((row) => toCertificate(row, request.now)) };
}

/** Every active account in every Region in use, as far as the question goes. */
async function placesOf(
  readers: Readers,
  { accounts, parameters }: AnalysisRequest,
): Promise<readonly AskedPlace[]> {
  const regions =
    parameters.regions.length > 0 ? parameters.regions : regionsOf(await readPlaces(readers));
  const asked = accounts.filter(
    (account) =>
      isActive(account) &&
      (parameters.accounts.length === 0 || parameters.accounts.includes(account.id)),
  );
  return asked.flatMap((account) =>
    regions.filter((region) => region !== 'global').map((region) => ({ account, region })),
  );
}

/** Where ACM did not answer, nothing is compared. */
function crosscheckRows(
  { places, recorded }: CrosscheckData,
  { entry }: AnalysisRequest,
): readonly Row[] {
  const known = new Map(recorded.map((each) => [each.row.resourceId, each]));
  const severity = severityOf(entry);
  const rows = places.flatMap((place) => {
    const listed = new Set(place.listed.map(({ arn }) => arn));
    const gone = recorded.filter(
      ({ row }) => isAt(row, place) && !listed.has(row.resourceId ?? ''),
    );
    return [
      ...place.listed.flatMap((each) => compare(each, known.get(each.arn) ?? null)),
      ...gone.map((each) => ({ difference: 'not in ACM', listed: null, recorded: each })),
    ].map((each) => differenceRow(each, place, severity));
  });
  return ordered(rows, bySeverity);
}

function isAt(
  row: { readonly accountId: string | null; readonly region: string | null },
  { account, region }: AskedPlace,
): boolean {
  return row.accountId === account.id && row.region === region;
}

interface Difference {
  readonly difference: string;
  readonly listed: ListedCertificate | null;
  readonly recorded: Certificate | null;
}

function compare(listed: ListedCertificate, recorded: Certificate | null): readonly Difference[] {
  if (recorded === null) return [{ difference: 'not recorded by Config', listed, recorded }];
  const differs = FACTS.filter(({ acm, config }) => acm(listed) !== config(recorded));
  if (differs.length === 0) return [];
  return [{ difference: `other ${differs.map(({ name }) => name).join(', ')}`, listed, recorded }];
}

/** What has to be the same on both sides; ends are compared by the day, as Config rounds them. */
const FACTS: readonly {
  readonly name: string;
  readonly acm: (listed: ListedCertificate) => string | null;
  readonly config: (recorded: Certificate) => string | null;
}[] = [
  { name: 'status', acm: ({ status }) => status, config: ({ status }) => status },
  {
    name: 'key',
    acm: ({ keyAlgorithm }) => keyAlgorithm,
    config: ({ keyAlgorithm }) => keyAlgorithm,
  },
  { name: 'end', acm: ({ notAfter }) => day(notAfter), config: ({ notAfter }) => day(notAfter) },
];

function day(time: string | null): string | null {
  return time?.slice(0, 10) ?? null;
}

function differenceRow(
  { difference, listed, recorded }: Difference,
  { account, region }: AskedPlace,
  severity: Severity,
): Row {
  const arn = listed?.arn ?? recorded?.row.resourceId ?? '';
  return {
    id: arn,
    severity,
    accountId: account.id,
    region,
    resourceId: arn,
    resourceType: 'AWS::ACM::Certificate',
    tags: recorded?.row.tags ?? {},
    monthlySaving: null,
    fields: {
      domain: (listed ?? recorded)?.domain ?? null,
      [DIFFERENCE.field]: difference,
      acm: told(listed),
      config: told(recorded),
      notAfter: day((listed ?? recorded)?.notAfter ?? null),
    },
    evidence: [listed?.evidence, recorded?.row.evidence].filter((id) => id !== undefined),
  };
}

/** What one side says: "ISSUED, RSA_2048". */
function told(side: ListedCertificate | Certificate | null): string | null {
  if (side === null) return null;
  return [side.status, side.keyAlgorithm].filter((word) => word !== null).join(', ');
}
