/** One request whose answer is checked against AWS's own service model. */
export interface ShapeRequest {
  /** Service name as botocore spells it; the SDK client is `@aws-sdk/client-…` of the same service. */
  readonly service: 'config' | 'securityhub' | 'acm';
  readonly operation: string;
  readonly input: object;
  readonly region: string;
  /** Account whose assumed role sends the request; the management account's user when left out. */
  readonly accountId?: string;
}
