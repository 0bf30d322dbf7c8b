import type { CoverageGap } from '../../../pipeline-server/contracts/findings.ts';
import type { Severity } from '../../../pipeline-server/contracts/parameters.ts';
import type { UnderprovisionedInstance } from '../../aws/optimizer-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { type AskedPlace, askPlaces } from '../ask-places.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, NAME, REGION, RESOURCE, SEVERITY } from '../columns.ts';
import { isActive, readPlaces, regionsOf } from '../coverage.ts';
import { byNumber, bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';

interface PlacedInstance extends UnderprovisionedInstance {
  readonly place: AskedPlace;
}

interface UnderprovisionedData {
  readonly instances: readonly PlacedInstance[];
  readonly gaps: readonly CoverageGap[];
}

const CPU = column('cpu', 'Highest CPU', 'percent');

/** `rel.compute.underprov`: instances that are too small for their load, from Compute Optimizer. */
export const underprovisioned = defineAnalyzer<UnderprovisionedData>({
  id: 'rel.compute.underprov',
  finds: { one: 'under-provisioned EC2 instance', many: 'under-provisioned EC2 instances' },
  columns: [
    RESOURCE,
    NAME,
    ACCOUNT,
    REGION,
    column('type', 'Type'),
    column('recommended', 'Recommended'),
    CPU,
    column('reasons', 'Short of'),
    SEVERITY,
  ],
  advice: {
    verb: 'Enlarge',
    one: 'under-provisioned instance',
    many: 'under-provisioned instances',
    action: 'Move to the recommended type, in a window in which the instance may restart.',
    effort: 'medium',
    basis: 'aws',
  },
  read: readUnderprovisioned,
  rows: ({ instances }, { entry }) =>
    ordered(
      instances.map((instance) => instanceRow(instance, severityOf(entry))),
      bySeverity,
      byNumber(CPU.field),
    ),
  summarise: (_rows, { instances, gaps }) => ({
    headlines: [],
    notes: ['Memory is judged only where the CloudWatch agent reports it.'],
    gaps,
    dataTime: instances.map(({ refreshed }) => refreshed ?? '').toSorted()[0] || null,
  }),
});

async function readUnderprovisioned(
  readers: Readers,
  request: AnalysisRequest,
): Promise<UnderprovisionedData> {
  const places = await placesOf(readers, request);
  const { answers, gaps } = await askPlaces(places, async (place) => {
    const found = await readers.optimizer.underprovisioned(place.account.id, place.region);
    return found.map((instance) => ({ ...instance, place }));
  });
  return { instances: answers.flat(), gaps };
}

/** Every enrolled account in every Region in use, as far as the question goes. */
async function placesOf(
  readers: Readers,
  { accounts, parameters }: AnalysisRequest,
): Promise<readonly AskedPlace[]> {
  const [enrollments, recorded] = await Promise.all([
    readers.hub.optimizerEnrollments(),
    parameters.regions.length > 0 ? [] : readPlaces(readers),
  ]);
  const enrolled = new Set(
    enrollments.filter(({ active }) => active).map((each) => each.accountId),
  );
  const asked = accounts.filter(
    (account) =>
      isActive(account) &&
      enrolled.has(account.id) &&
      (parameters.accounts.length === 0 || parameters.accounts.includes(account.id)),
  );
  const regions = parameters.regions.length > 0 ? parameters.regions : regionsOf(recorded);
  return asked.flatMap((account) =>
    regions.filter((region) => region !== 'global').map((region) => ({ account, region })),
  );
}

/** One finding; a high performance risk makes it worse. */
function instanceRow(instance: PlacedInstance, severity: Severity): Row {
  const { account, region } = instance.place;
  return {
    id: `${account.id}/${region}/${instance.id}`,
    severity: instance.risk === 'High' ? 'HIGH' : severity,
    accountId: account.id,
    region,
    resourceId: instance.id,
    resourceType: 'AWS::EC2::Instance',
    tags: instance.tags,
    monthlySaving: null,
    fields: {
      name: instance.name,
      type: instance.instanceType,
      recommended: instance.recommended,
      [CPU.field]: instance.maximumCpu,
      reasons: instance.reasons.map((each) => each.replace('Underprovisioned', '')).join(', '),
    },
    evidence: [instance.evidence],
  };
}
