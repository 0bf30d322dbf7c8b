/** A stretch of a view: copied from the source when both lengths are equal, else written in its place. */
interface Segment {
  readonly at: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
  readonly copied: boolean;
}

/** A text as it is looked at, and where its parts stand in the text that was given. */
export interface View {
  readonly text: string;
  /** Offsets of the given text for offsets of this one. A part of what was decoded is all of its encoded form. */
  toSource(start: number, end: number): readonly [start: number, end: number];
}

/** The text itself. */
export function plainView(text: string): View {
  return { text, toSource: (start, end) => [start, end] };
}

/** Writes a view from parts of its source, in order. */
export class ViewBuilder {
  readonly #source: View;
  readonly #segments: Segment[] = [];
  readonly #parts: string[] = [];
  #length = 0;

  constructor(source: View) {
    this.#source = source;
  }

  /** Takes over the source from `start` to `end`. */
  copy(start: number, end: number): void {
    this.#add(this.#source.text.slice(start, end), { sourceStart: start, sourceEnd: end }, true);
  }

  /** Writes `text` in the place of the source from `start` to `end`. */
  replace(start: number, end: number, text: string): void {
    this.#add(text, { sourceStart: start, sourceEnd: end }, false);
  }

  build(): View {
    const segments = this.#segments;
    const source = this.#source;
    return {
      text: this.#parts.join(''),
      toSource: (start, end) => {
        const first = segmentAt(segments, start);
        const last = segmentAt(segments, Math.max(start, end - 1));
        if (first === undefined || last === undefined) return source.toSource(0, 0);
        const from = first.copied ? first.sourceStart + start - first.at : first.sourceStart;
        const to = last.copied ? last.sourceStart + end - last.at : last.sourceEnd;
        return source.toSource(from, Math.max(from, to));
      },
    };
  }

  #add(text: string, place: Omit<Segment, 'at' | 'copied'>, copied: boolean): void {
    if (text === '') return;
    this.#segments.push({ at: this.#length, ...place, copied });
    this.#parts.push(text);
    this.#length += text.length;
  }
}

/** The last segment that begins at or before an offset. */
function segmentAt(segments: readonly Segment[], offset: number): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return segments[low];
}
