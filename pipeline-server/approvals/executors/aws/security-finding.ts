import type { AwsSecurityFinding, SecurityHub } from '@aws-sdk/client-securityhub';
import { Type } from 'typebox';
import type { ActionTarget } from '../../../contracts/plan.ts';
import { defineChange } from './aws-change.ts';
import { EXACT, PLACE } from './place-arguments.ts';

const FINDING_ARGUMENTS = Type.Object(
  {
    ...PLACE,
    /** The control that failed, e.g. `EC2.8`. */
    control: Type.String({ pattern: '^[A-Za-z0-9]+\\.\\d{1,3}$' }),
    resourceId: Type.String({ minLength: 1, maxLength: 512 }),
    /** Why, for who reads the finding later. */
    note: Type.String({ minLength: 5, maxLength: 512 }),
  },
  EXACT,
);

type Input = Type.Static<typeof FINDING_ARGUMENTS>;

interface FindingWords {
  readonly id: string;
  readonly description: string;
  readonly status: 'SUPPRESSED' | 'RESOLVED';
  readonly words: (input: Input) => string;
}

/** Sets the workflow of the active findings of one control on one resource (BatchUpdateFindings). */
export function findingChange({ id, description, status, words }: FindingWords) {
  return defineChange({
    id,
    description,
    service: 'securityhub',
    arguments: FINDING_ARGUMENTS,
    destructive: false,
    reads: ['securityhub:GetFindings'],
    writes: ['securityhub:BatchUpdateFindings'],
    types: ['AWS::SecurityHub::Finding'],
    argumentsOf: ({ resourceId }: ActionTarget) => ({ resourceId }),
    // Security Hub has one resource, the hub of the place.
    arns: ({ accountId, region }) => [`arn:aws:securityhub:${region}:${accountId}:hub/default`],
    words,
    rollback: 'Set the workflow status that it had before.',
    read: readFindings,
    isDone: (seen) => seen !== null && seen.every((each) => statusOf(each) === status),
    obstacle: () => null,
    seenWords: (seen) =>
      `${seen.length} active findings of the control are ${[...new Set(seen.map(statusOf))].join(', ')}.`,
    async change(hub, { note }, { seen, facts }) {
      facts['before'] = seen.map((each) => ({ ...identifierOf(each), status: statusOf(each) }));
      await update(hub, seen.map(identifierOf), { status, note });
      return `${seen.length} findings are ${status.toLowerCase()}.`;
    },
    async undo(hub, _input, { facts }) {
      const before = (facts['before'] ?? []) as readonly (Identifier & { status: string })[];
      const note = 'Set back after an approved rollback.';
      for (const { status: was, ...identifier } of before) {
        await update(hub, [identifier], { status: was as 'NEW', note });
      }
      return `${before.length} findings have the status that they had before.`;
    },
    verifySeconds: 60,
  });
}

type Identifier = { readonly Id: string; readonly ProductArn: string };

/** Null when there is none: then nothing is to be done, and that is not what the plan assumed. */
async function readFindings(
  hub: SecurityHub,
  { control, resourceId }: Input,
): Promise<readonly AwsSecurityFinding[] | null> {
  const equals = (value: string) => [{ Value: value, Comparison: 'EQUALS' as const }];
  const { Findings = [] } = await hub.getFindings({
    Filters: {
      ComplianceSecurityControlId: equals(control),
      ResourceId: equals(resourceId),
      RecordState: equals('ACTIVE'),
    },
    MaxResults: 100,
  });
  return Findings.length === 0 ? null : Findings;
}

function statusOf({ Workflow }: AwsSecurityFinding): string {
  return Workflow?.Status ?? 'NEW';
}

function identifierOf({ Id = '', ProductArn = '' }: AwsSecurityFinding): Identifier {
  return { Id, ProductArn };
}

/** @throws Error when Security Hub left one of them as it was. */
async function update(
  hub: SecurityHub,
  identifiers: readonly Identifier[],
  { status, note }: { readonly status: 'NEW' | 'SUPPRESSED' | 'RESOLVED'; readonly note: string },
): Promise<void> {
  const { UnprocessedFindings = [] } = await hub.batchUpdateFindings({
    FindingIdentifiers: [...identifiers],
    Workflow: { Status: status },
    Note: { Text: note, UpdatedBy: 'xops' },
  });
  const [failure] = UnprocessedFindings;
  if (failure !== undefined)
    throw new Error(failure.ErrorMessage ?? 'A finding was left as it was.');
}
