import {
  type DataClass,
  type Detector,
  higherClass,
  type RequestFinding,
  type RequestInspection,
} from '../../pipeline-server/contracts/sovereignty.ts';
import { collectStrings, type PlacedString } from './request-strings.ts';

/** How much of a neighbouring part of a message is looked at with the next one, since a value may be split over two. */
const SEAM = 200;

/**
 * Looks at every string of the body of a request, names of fields included: messages, tool calls and their arguments, tool
 * definitions, files, addresses of pictures, user, metadata, and fields that nobody knows.
 */
export function inspectRequest(detector: Detector, body: unknown): RequestInspection {
  const { strings, unscannable } = collectStrings(body);
  const findings = [
    ...strings.flatMap((placed) => inspectString(detector, placed)),
    ...inspectSeams(detector, strings),
  ];
  const highest = findings.reduce<DataClass>(
    (found, finding) => higherClass(found, finding.class),
    'PUBLIC',
  );
  return { class: highest, findings, unscannable };
}

/** A value is looked at together with its name, which may be its label: `{"tfn": "876543210"}`. */
function inspectString(
  detector: Detector,
  { pointer, name, text }: PlacedString,
): RequestFinding[] {
  const label = name === null ? '' : `"${name}": "`;
  const closing = name === null ? '' : '"';
  const { findings } = detector.inspect(`${label}${text}${closing}`);
  return findings
    .map((finding) => ({
      ...finding,
      pointer,
      start: Math.min(Math.max(0, finding.start - label.length), text.length),
      end: Math.min(Math.max(0, finding.end - label.length), text.length),
    }))
    .filter(({ start, end }) => end > start);
}

/** What stands across the seam of two text parts of one message. Offsets are those of the second part. */
function inspectSeams(detector: Detector, strings: readonly PlacedString[]): RequestFinding[] {
  const parts = strings.filter(({ pointer }) => PART.test(pointer));
  return parts.flatMap((second, index) => {
    const first = parts[index - 1];
    if (first === undefined || !areNeighbours(first.pointer, second.pointer)) return [];
    const before = first.text.slice(-SEAM);
    const { findings } = detector.inspect(before + second.text.slice(0, SEAM));
    return findings
      .filter(({ start, end }) => start < before.length && end > before.length)
      .map((finding) => ({
        ...finding,
        pointer: second.pointer,
        start: 0,
        end: finding.end - before.length,
      }));
  });
}

const PART = /^(\/messages\/\d+\/content)\/(\d+)\/text$/;

function areNeighbours(first: string, second: string): boolean {
  const [, message, part] = PART.exec(first) ?? [];
  const [, otherMessage, otherPart] = PART.exec(second) ?? [];
  return (
    message !== undefined && message === otherMessage && Number(part) + 1 === Number(otherPart)
  );
}
