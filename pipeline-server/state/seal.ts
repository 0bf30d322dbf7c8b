import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Writes texts, half surrogate pairs included, and bytes, so that nobody reads or changes them without the key. */
export interface Seal {
  /** @param place what the text belongs to: it can be opened for the same place only. */
  close(text: string, place: string): string;
  /** Null when it cannot be opened: another key, another place, or changed. */
  open(sealed: string, place: string): string | null;
  /** The same for bytes, such as those of a file. */
  closeBytes(bytes: Uint8Array, place: string): Buffer;
  openBytes(sealed: Uint8Array, place: string): Buffer | null;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Of the id that tells keys apart. */
const ID_LENGTH = 16;

/**
 * A seal with AES-256-GCM (NIST SP 800-38D) and a new random nonce for each text.
 * @param secrets the first closes, all open: to change the key, put a new one first.
 */
export function createSeal(secrets: readonly string[]): Seal {
  const keys = secrets.map(keyOf);
  const [current] = keys;
  if (current === undefined) throw new TypeError('a seal needs a key');
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    close(text, place) {
      const sealed = encrypt(current, Buffer.from(text, 'utf16le'), place);
      return `${current.id}.${sealed.toString('base64url')}`;
    },
    open(sealed, place) {
      const [id = '', data = ''] = sealed.split('.', 2);
      const key = byId.get(id);
      const opened = key && decrypt(key, Buffer.from(data, 'base64url'), place);
      return opened?.toString('utf16le') ?? null;
    },
    closeBytes: (bytes, place) =>
      Buffer.concat([Buffer.from(current.id), encrypt(current, bytes, place)]),
    openBytes(sealed, place) {
      const key = byId.get(Buffer.from(sealed.subarray(0, ID_LENGTH)).toString());
      return key === undefined ? null : decrypt(key, sealed.subarray(ID_LENGTH), place);
    },
  };
}

interface Key {
  /** Tells keys apart and says nothing about them. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** A secret is text of any length with the entropy of a key; its hash has the length that the cipher wants. */
function keyOf(secret: string): Key {
  const bytes = hash(`xops seal key\n${secret}`);
  return { bytes, id: hash(`xops seal key id\n${secret}`).toString('hex').slice(0, ID_LENGTH) };
}

function encrypt({ bytes }: Key, content: Uint8Array, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, bytes, nonce).setAAD(Buffer.from(place));
  const data = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), data]);
}

function decrypt({ bytes }: Key, sealed: Uint8Array, place: string): Buffer | null {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  if (tag.length !== TAG_BYTES) return null;
  try {
    const cipher = createDecipheriv(CIPHER, bytes, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(place)).setAuthTag(tag);
    const data = sealed.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } catch {
    return null;
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
