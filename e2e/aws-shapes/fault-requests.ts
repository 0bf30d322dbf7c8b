import type { Fault } from '../../tools/sample-org/endpoint/faults.ts';
import type { ServiceName, ShapeRequest } from './shape-request.ts';

/** Faults that become an error of the service. */
export const FAULT_KINDS = ['throttle', 'deny', 'unavailable'] as const satisfies Fault['kind'][];

type FaultKind = (typeof FAULT_KINDS)[number];

/** The usual code of a fault, and the codes of services that say it in another way. */
const CODES: Readonly<Record<FaultKind, { usual: string } & Partial<Record<ServiceName, string>>>> =
  {
    throttle: {
      usual: 'ThrottlingException',
      ce: 'LimitExceededException',
      ec2: 'RequestLimitExceeded',
      rds: 'Throttling',
      organizations: 'TooManyRequestsException',
      securityhub: 'TooManyRequestsException',
      sns: 'Throttling',
      sts: 'Throttling',
    },
    deny: {
      usual: 'AccessDeniedException',
      ec2: 'UnauthorizedOperation',
      rds: 'AccessDenied',
      sns: 'AccessDenied',
      sts: 'AccessDenied',
    },
    unavailable: {
      usual: 'ServiceUnavailableException',
      ec2: 'ServiceUnavailable',
      rds: 'ServiceUnavailable',
      sns: 'ServiceUnavailable',
      sts: 'ServiceUnavailable',
    },
  };

/** The first request of every operation again, for an organisation in which every service has the fault. */
export function faultRequests(
  requests: readonly ShapeRequest[],
  kind: FaultKind,
): readonly ShapeRequest[] {
  const first = new Map(
    requests.toReversed().map((request) => [`${request.service} ${request.operation}`, request]),
  );
  return [...first.values()].map(({ service, operation, input, region }) => ({
    service,
    operation,
    input,
    region,
    refusal: CODES[kind][service] ?? CODES[kind].usual,
  }));
}
