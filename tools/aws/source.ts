/** Keys that sign requests. Never logged, never part of an error or of evidence. */
interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where AWS answers come from. The sample organisation and real AWS differ in these values and in nothing else. */
export interface AwsSource {
  readonly kind: 'sample' | 'live';
  /** As receipts name it: `sample organisation` or `live`. */
  readonly label: string;
  /** One URL for every service, or null for AWS's own endpoints. */
  readonly endpoint: string | null;
  /** Home Region: where the Config aggregator and the Security Hub aggregation live. */
  readonly region: string;
  /** Null means the SDK's default chain (environment, profile, instance role). */
  readonly credentials: AwsCredentials | null;
  /** Role to assume in a member account for reads that have no organization-wide API, or null. */
  readonly memberRole: string | null;
  /** Name of the Config aggregator, or null to take the organization's own. */
  readonly configAggregator: string | null;
}
