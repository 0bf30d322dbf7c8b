import { compileCondition } from '../../config/sql/compile-condition.ts';
import { parseQuery } from '../../config/sql/parse-query.ts';
import { propertyValues, type Scalar } from '../../config/sql/property-values.ts';
import type { JsonObject, Resource } from '../../world/types.ts';

/** How bad a failed control is. */
type ControlSeverity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';

/** A Security Hub control over one resource type, with the AWS Config rule behind it. */
export interface Control {
  /** As in the Security Hub controls reference, e.g. `EC2.8`. */
  readonly id: string;
  readonly title: string;
  readonly severity: ControlSeverity;
  /** Type whose resources it judges, in CloudFormation spelling. */
  readonly resourceType: string;
  /** Name of the managed Config rule. */
  readonly rule: string;
  /** Requirements as findings list them, e.g. `NIST.800-53.r5 SC-28`. */
  readonly requirements: readonly string[];
  /** Whether the control says anything about this resource. */
  applies(resource: Resource): boolean;
  fails(resource: Resource, now: Date): boolean;
}

/** What a control is declared from. Tests are conditions of Config's query language, or functions where that cannot tell. */
export interface ControlDeclaration extends Omit<Control, 'applies' | 'fails'> {
  readonly applies?: string;
  readonly fails: string | ((resource: Resource, now: Date) => boolean);
}

/** Makes a control. @throws InvalidExpression when a condition does not parse */
export function defineControl({ applies, fails, ...facts }: ControlDeclaration): Control {
  return {
    ...facts,
    applies: applies === undefined ? () => true : compileTest(applies),
    fails: typeof fails === 'string' ? compileTest(fails) : fails,
  };
}

function compileTest(condition: string): (resource: Resource) => boolean {
  const { where } = parseQuery(`SELECT resourceId WHERE ${condition}`);
  const test = where ? compileCondition(where) : () => true;
  return (resource) => test(settings(resource));
}

function settings({ configuration, supplementaryConfiguration }: Resource): JsonObject {
  return { configuration, supplementaryConfiguration };
}

/** The values a dotted path such as `configuration.state.name` has in a resource; none when it is absent. */
export function settingValues(resource: Resource, path: string): readonly Scalar[] {
  return propertyValues(settings(resource), path.split('.'));
}

/** A test that a property is absent or empty. */
export function lacks(path: string): (resource: Resource) => boolean {
  return (resource) => !settingValues(resource, path).some((value) => value !== '');
}

/** NIST SP 800-53 revision 5 requirements in Security Hub's spelling. */
export function nist(...numbers: readonly string[]): readonly string[] {
  return numbers.map((number) => `NIST.800-53.r5 ${number}`);
}

/** A CIS AWS Foundations Benchmark 3.0.0 requirement in Security Hub's spelling. */
export function cis(number: string): string {
  return `CIS AWS Foundations Benchmark v3.0.0/${number}`;
}

/** A PCI DSS 4.0.1 requirement in Security Hub's spelling. */
export function pci(number: string): string {
  return `PCI DSS v4.0.1/${number}`;
}
