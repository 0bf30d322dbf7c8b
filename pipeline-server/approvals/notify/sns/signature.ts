import { createVerify, X509Certificate } from 'node:crypto';
import { type SnsMessage, topicParts } from './message.ts';

/** Reads a certificate by its address; the answer is PEM text. */
export type ReadCertificate = (url: URL) => Promise<string>;

/** How old a message may be, and how far ahead of this clock, in milliseconds. SNS tries again for an hour at most by default. */
const OLDEST_MS = 65 * 60_000;
const NEWEST_MS = 5 * 60_000;

/** Why a message is not taken. */
export class SnsRefused extends Error {
  override readonly name = 'SnsRefused';
}

/** What a message is checked against. */
export interface SnsTrust {
  /** Topics that are listened to; a message of another is refused whoever signed it. */
  readonly topics: readonly string[];
  readonly readCertificate: ReadCertificate;
  readonly now: Date;
}

/**
 * Checks that a message is from one of our topics: topic first, then age, then signature version 2 (RSA with SHA-256) by a
 * certificate of SNS itself in the topic's Region. Nothing is fetched for a message that fails before.
 * @throws SnsRefused
 */
export async function verifySnsMessage(message: SnsMessage, trust: SnsTrust): Promise<void> {
  if (!trust.topics.includes(message.TopicArn))
    throw new SnsRefused('its topic is not listened to');
  const age = trust.now.getTime() - Date.parse(message.Timestamp);
  if (!(age <= OLDEST_MS && age >= -NEWEST_MS)) throw new SnsRefused('its time is too far off');
  if (message.SignatureVersion !== '2') {
    throw new SnsRefused('its signature is not version 2: set SignatureVersion of the topic to 2');
  }
  const pem = await trust.readCertificate(certificateUrl(message));
  const key = publicKeyOf(pem, trust.now);
  const verifier = createVerify('RSA-SHA256').update(signedText(message), 'utf8');
  if (!verifier.verify(key, message.Signature, 'base64')) {
    throw new SnsRefused('its signature does not match');
  }
}

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{16,64}\.pem$/;

/** Where SNS keeps the certificates of a topic's Region. */
export function certificateHost(topicArn: string): string {
  const { partition, region } = topicParts(topicArn);
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/** Only SNS's own host in the topic's Region, and only the paths of its certificates: the address comes from outside. */
function certificateUrl({ SigningCertURL, TopicArn }: SnsMessage): URL {
  const url = URL.canParse(SigningCertURL) ? new URL(SigningCertURL) : null;
  const isOfSns =
    url !== null &&
    url.protocol === 'https:' &&
    url.host === certificateHost(TopicArn) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    CERTIFICATE_PATH.test(url.pathname);
  if (!isOfSns) throw new SnsRefused('its certificate is not at the address of SNS in its Region');
  return url;
}

function publicKeyOf(pem: string, now: Date): X509Certificate['publicKey'] {
  const certificate = parse(pem);
  const isValid =
    Date.parse(certificate.validFrom) <= now.getTime() &&
    now.getTime() <= Date.parse(certificate.validTo);
  if (!isValid) throw new SnsRefused('its certificate is not valid now');
  return certificate.publicKey;
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new SnsRefused('its certificate cannot be read', { cause: error });
  }
}

const OF_NOTIFICATIONS = [
  'Message',
  'MessageId',
  'Subject',
  'Timestamp',
  'TopicArn',
  'Type',
] as const;
const OF_SUBSCRIPTIONS = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
] as const;

/** Names and values by line (docs.aws.amazon.com, "Verifying the signatures of Amazon SNS messages"). */
function signedText(message: SnsMessage): string {
  const names = message.Type === 'Notification' ? OF_NOTIFICATIONS : OF_SUBSCRIPTIONS;
  return names
    .flatMap((name) => {
      const value = message[name];
      return value === undefined ? [] : [`${name}\n${value}\n`];
    })
    .join('');
}
