import { Readable } from 'node:stream';
import { efficiencyCommandOf } from '../../tools/aws/efficiency-metrics.ts';
import type { ServiceName } from './shape-request.ts';

/** One answer as it came over the wire. */
interface RawAnswer {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where a client sends to, and as whom. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** What came back: as it was sent, and as the SDK read it; `output` is absent when it refused to. */
export interface SdkAnswer {
  readonly raw: RawAnswer;
  readonly output?: Readonly<Record<string, unknown>>;
}

/** One client of the unmodified SDK. */
export interface SdkClient {
  /** @throws what the SDK throws when there is no answer, or a successful one that it cannot read. */
  send(operation: string, input: object): Promise<SdkAnswer>;
  close(): void;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array>;
}

type Handler = (request: unknown) => Promise<{ readonly response: HttpResponse }>;

/** What is used of an SDK's client, whatever its service. */
interface AnyClient {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler) => Handler,
      place: { readonly step: 'deserialize'; readonly priority: 'low' },
    ): void;
  };
  send(command: object): Promise<Record<string, unknown>>;
  destroy(): void;
}

/** An SDK's module: its client and a command for each operation, by name. */
type SdkModule = Readonly<Record<string, new (input: object) => AnyClient>>;

const MODULES: Readonly<Record<ServiceName, readonly [client: string, () => Promise<object>]>> = {
  acm: ['ACMClient', () => import('@aws-sdk/client-acm')],
  budgets: ['BudgetsClient', () => import('@aws-sdk/client-budgets')],
  ce: ['CostExplorerClient', () => import('@aws-sdk/client-cost-explorer')],
  'compute-optimizer': [
    'ComputeOptimizerClient',
    () => import('@aws-sdk/client-compute-optimizer'),
  ],
  config: ['ConfigServiceClient', () => import('@aws-sdk/client-config-service')],
  'cost-optimization-hub': [
    'CostOptimizationHubClient',
    async () => {
      const sdk = await import('@aws-sdk/client-cost-optimization-hub');
      return { ...sdk, ListEfficiencyMetricsCommand: efficiencyCommandOf(sdk) };
    },
  ],
  ec2: ['EC2Client', () => import('@aws-sdk/client-ec2')],
  identitystore: ['IdentitystoreClient', () => import('@aws-sdk/client-identitystore')],
  monitoring: ['CloudWatchClient', () => import('@aws-sdk/client-cloudwatch')],
  organizations: ['OrganizationsClient', () => import('@aws-sdk/client-organizations')],
  rds: ['RDSClient', () => import('@aws-sdk/client-rds')],
  securityhub: ['SecurityHubClient', () => import('@aws-sdk/client-securityhub')],
  sns: ['SNSClient', () => import('@aws-sdk/client-sns')],
  sso: ['SSOAdminClient', () => import('@aws-sdk/client-sso-admin')],
  sts: ['STSClient', () => import('@aws-sdk/client-sts')],
};

/** Opens a client that signs and sends as ever, and keeps each answer before the SDK reads it. */
export async function openSdkClient(
  service: ServiceName,
  options: ClientOptions,
): Promise<SdkClient> {
  const [clientName, load] = MODULES[service];
  // Operations are looked up by name here, so the types of the SDK end at this line.
  const sdk = (await load()) as SdkModule;
  const client = construct(sdk, clientName, { ...options, maxAttempts: 1 });
  let raw: RawAnswer | undefined;
  client.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      raw = await readAnswer(result.response);
      return { ...result, response: { ...result.response, body: Readable.from([raw.body]) } };
    },
    { step: 'deserialize', priority: 'low' },
  );
  return {
    send: async (operation, input) => {
      raw = undefined;
      const command = construct(sdk, `${operation}Command`, input);
      const output = await client.send(command).catch((error: unknown) => {
        if (raw === undefined || raw.status < 300) throw error;
      });
      if (raw === undefined) throw new Error(`${service} ${operation} was not answered.`);
      return output === undefined ? { raw } : { raw, output };
    },
    close: () => client.destroy(),
  };
}

function construct(sdk: SdkModule, name: string, input: object): AnyClient {
  const Class = sdk[name];
  if (Class === undefined) throw new Error(`The SDK has no ${name}.`);
  return new Class(input);
}

async function readAnswer({ statusCode, headers, body }: HttpResponse): Promise<RawAnswer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { status: statusCode, headers, body: Buffer.concat(chunks).toString('utf8') };
}
