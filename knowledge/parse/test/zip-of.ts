import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

/** What an entry says of itself that is not so, or not usual. */
export interface EntryFacts {
  /** Unix mode, e.g. of a link. */
  readonly mode?: number;
  /** Bytes unpacked, as the archive says. */
  readonly size?: number;
}

/** A zip archive of files by name. */
export function zipOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  facts: Readonly<Record<string, EntryFacts>> = {},
): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const entry = entryOf(name, Buffer.from(content), { offset, ...facts[name] });
    locals.push(entry.local);
    centrals.push(entry.central);
    offset += entry.local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06_05_4b_50, 0);
  end.writeUInt16LE(centrals.length, 8);
  end.writeUInt16LE(centrals.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function entryOf(name: string, content: Buffer, facts: EntryFacts & { readonly offset: number }) {
  const packed = deflateRawSync(content);
  const title = Buffer.from(name);
  // Version, flags (names are UTF-8), method, time, date, checksum, sizes, lengths of name and extra field.
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(0x08_00, 2);
  common.writeUInt16LE(8, 4);
  common.writeUInt16LE(0x5a_61, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(facts.size ?? content.length, 18);
  common.writeUInt16LE(title.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, title, packed]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((facts.mode ?? 0o100_644) << 16) >>> 0, 6);
  rest.writeUInt32LE(facts.offset, 10);
  const made = Buffer.from([20, 3]);
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002'), made, common, rest, title]);
  return { local, central };
}
