// expect no-restricted-imports: tools/analyzers may import contracts/, tools/aws and its own folder; AWS SDKs stay in tools/aws.
import { STSClient } from '@aws-sdk/client-sts';

export const client = new STSClient({});
