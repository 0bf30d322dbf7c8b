import type { ActionName } from './aws-names.ts';

/** Operations that change nothing and are asked for all the same: what they show is worth as much as a change. */
interface SensitiveOperations {
  readonly id: string;
  readonly reason: string;
  /** Operations without dashes, by IAM prefix. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  /** Only with this option or parameter, without dashes. */
  readonly only?: string;
}

export const SENSITIVE_OPERATIONS: readonly SensitiveOperations[] = [
  {
    id: 'secret-values',
    reason: 'It shows secrets.',
    operations: {
      secretsmanager: ['getsecretvalue', 'batchgetsecretvalue'],
      ec2: ['getpassworddata'],
      chime: ['getbot'],
      codepipeline: ['getjobdetails', 'getthirdpartyjobdetails'],
      iot: ['getregistrationcode'],
      lakeformation: ['getworkunits'],
      'cognito-idp': ['describeuserpoolclient'],
      glue: ['getconnection', 'getconnections'],
      lightsail: ['getrelationaldatabasemasteruserpassword', 'getinstanceaccessdetails'],
    },
  },
  {
    id: 'decrypted-parameters',
    reason: 'With decryption it shows secrets.',
    operations: {
      ssm: ['getparameter', 'getparameters', 'getparametersbypath', 'getparameterhistory'],
    },
    only: 'withdecryption',
  },
  {
    id: 'api-keys',
    reason: 'With their values it shows keys of APIs.',
    operations: { apigateway: ['getapikey', 'getapikeys'] },
    only: 'includevalue',
  },
  {
    id: 'start-scripts',
    reason: 'Scripts that instances start with often hold secrets.',
    operations: { ec2: ['describelaunchtemplateversions', 'getlaunchtemplatedata'] },
  },
  {
    id: 'start-script-of-instance',
    reason: 'Scripts that instances start with often hold secrets.',
    operations: { ec2: ['describeinstanceattribute'] },
    only: 'userdata',
  },
  {
    id: 'screens',
    reason: 'It shows what an instance writes on its console.',
    operations: { ec2: ['getconsoleoutput', 'getconsolescreenshot'] },
  },
  {
    id: 'shared-keys',
    reason: 'Its answer holds the shared key of a VPN.',
    operations: { ec2: ['describevpnconnections', 'getvpnconnectiondevicesampleconfiguration'] },
  },
  {
    id: 'signed-addresses',
    reason: 'Its answer holds an address that lets anyone in who has it.',
    operations: {
      lambda: ['getfunction', 'getlayerversion', 'getlayerversionbyarn'],
      devicefarm: ['getupload'],
      greengrass: ['getcomponentversionartifact'],
      ssm: ['getdeployablepatchsnapshotforinstance'],
      transcribe: ['gettranscriptionjob', 'getmedicaltranscriptionjob'],
      workdocs: ['getdocument', 'getdocumentversion', 'getresources'],
    },
  },
  {
    id: 'sends',
    reason: 'It sends a code to somebody.',
    operations: { 'cognito-idp': ['getuserattributeverificationcode'] },
  },
  {
    id: 'disputed-level',
    reason: 'AWS calls it "Read" in its data and "Permissions management" on its pages.',
    operations: { quicksight: ['describedatasetpermissions', 'describedatasourcepermissions'] },
  },
  {
    id: 'contents',
    reason: 'It shows what customers keep, not how AWS is set up.',
    operations: {
      s3: ['getobject', 'getobjecttorrent'],
      dynamodb: ['getitem', 'batchgetitem', 'query', 'scan', 'getrecords'],
      kinesis: ['getrecords'],
      athena: ['getqueryresults'],
      'redshift-data': ['getstatementresult'],
      timestream: ['select'],
      codecommit: ['getfile', 'getblob', 'getfolder', 'getdifferences'],
      healthlake: ['searchwithget', 'searchwithpost', 'searcheverything'],
      textract: ['getdocumentanalysis', 'getdocumenttextdetection', 'getexpenseanalysis'],
      connect: ['getcontactattributes'],
      waf: ['getsampledrequests'],
      'waf-regional': ['getsampledrequests'],
      wafv2: ['getsampledrequests'],
    },
  },
];

/** What no new operation is read by its level for: a name like these is asked for, until somebody has looked at it. */
const NAMES_OF_SECRETS =
  /token|credential|password|secret|privatekey|apikey|accesskey|unlockcode|presigned|signed|url$|downloadurl|uploadurl|keypair|decrypt|bearer|chap|streamkey/;

/** Operations with such names that were looked at and show no secret. */
const HARMLESS: ReadonlySet<string> = new Set([
  'apigateway:getapikey',
  'apigateway:getapikeys',
  'bedrock-agentcore:listapikeycredentialproviders',
  'bedrock-agentcore:listoauth2credentialproviders',
  'codebuild:listsourcecredentials',
  'codedeploy:listgithubaccounttokennames',
  'ec2:describekeypairs',
  'grafana:listworkspaceserviceaccounttokens',
  'iam:getaccesskeylastused',
  'iam:getaccountpasswordpolicy',
  'iam:getcredentialreport',
  'iam:listaccesskeys',
  'iam:listservicespecificcredentials',
  'kafka:listscramsecrets',
  'secretsmanager:describesecret',
  'secretsmanager:listsecretversionids',
  'secretsmanager:listsecrets',
  'sqs:getqueueurl',
  'sso:describetrustedtokenissuer',
  'sso:listtrustedtokenissuers',
  'sts:getaccesskeyinfo',
]);

/** The same by prefix and operation. */
const BY_NAME: ReadonlyMap<string, SensitiveOperations> = new Map(
  SENSITIVE_OPERATIONS.flatMap((entry) =>
    Object.entries(entry.operations).flatMap(([prefix, names]) =>
      names.map((name) => [`${prefix}:${name}`, entry] as const),
    ),
  ),
);

/** Why an operation that changes nothing is asked for; null for all others. */
export function sensitivityOf(
  { prefix }: ActionName,
  operation: string,
  words: readonly string[],
): Pick<SensitiveOperations, 'id' | 'reason'> | null {
  const name = `${prefix}:${operation}`;
  const found = BY_NAME.get(name);
  if (found !== undefined) {
    const { only } = found;
    if (only === undefined || words.some((word) => mentions(word, only))) return found;
  }
  if (!NAMES_OF_SECRETS.test(operation) || HARMLESS.has(name)) return null;
  return { id: 'name-of-secret', reason: 'Its name says that it may show a secret.' };
}

/** Options may be shortened: `--with-d` is `--with-decryption`. */
function mentions(word: string, option: string): boolean {
  const plain = word.replace(/[-_]/g, '').toLowerCase();
  const name = plain.split('=', 1)[0] ?? '';
  return (
    plain.includes(option) || (word.startsWith('--') && name !== '' && option.startsWith(name))
  );
}
