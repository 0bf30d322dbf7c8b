/** A service by its name in request signatures. */
export type ServiceName =
  | 'acm'
  | 'budgets'
  | 'ce'
  | 'compute-optimizer'
  | 'config'
  | 'cost-optimization-hub'
  | 'ec2'
  | 'identitystore'
  | 'monitoring'
  | 'organizations'
  | 'rds'
  | 'securityhub'
  | 'sns'
  | 'sso'
  | 'sts';

/** One request whose answer is checked against AWS's own service model. */
export interface ShapeRequest {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
  readonly region: string;
  /** Account whose assumed role sends the request; the management account's user when left out. */
  readonly accountId?: string;
  /** Code of the error that must come, as the wire spells it; the request must succeed when left out. */
  readonly refusal?: string;
}

/** An operation, its input and, where it must be refused, the code of the error. */
export type RequestRow = readonly [operation: string, input: object, refusal?: string | undefined];

/** Requests to one service, from one place. */
export function requestsOf(
  where: Pick<ShapeRequest, 'service' | 'region' | 'accountId'>,
  rows: readonly RequestRow[],
): readonly ShapeRequest[] {
  return rows.map(([operation, input, refusal]) => ({
    ...where,
    operation,
    input,
    ...(refusal === undefined ? {} : { refusal }),
  }));
}
