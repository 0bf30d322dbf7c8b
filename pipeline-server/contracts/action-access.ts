/**
 * What may happen with an action: `read` is proved to change nothing and to show no secret, `write` needs an approval (also
 * whatever is not proved to read), and `refused` is not even understood.
 */
export type ActionAccess = 'read' | 'write' | 'refused';

/** How an action was judged. */
export interface Classification {
  readonly access: ActionAccess;
  /** The program and its arguments, to be started without a shell; null where there is no single command. */
  readonly argv: readonly string[] | null;
  /** Why, in a sentence. Words of the command in it are data. */
  readonly reason: string;
  /** Id of the rule that decided, e.g. `aws.level`; docs/actions.md lists them. */
  readonly rule: string;
}

/** An operation of an AWS API, called without the command line. */
export interface OperationCall {
  /** Name in the AWS CLI (`elbv2`) or prefix in IAM (`elasticloadbalancing`). */
  readonly service: string;
  /** `DescribeInstances`, `describe-instances` or `describe_instances`. */
  readonly operation: string;
  /** Its parameters, by API name. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Says of actions whether they only read. It looks at nothing but the action, and never throws. */
export interface ActionClassifier {
  /** @param line one command line, as it would be typed. */
  classifyCommand(line: string): Promise<Classification>;
  classifyOperation(call: OperationCall): Promise<Classification>;
}
