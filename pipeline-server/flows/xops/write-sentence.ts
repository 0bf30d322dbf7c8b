import type { Figure, Sentence, SentencePart } from '../../contracts/results.ts';
import type { Inline, Text } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import { formatValue } from './format-value.ts';

/** A sentence as runs of text, its figures in the style of the answer. */
export function writeSentence(sentence: Sentence, style: FigureStyle): Text {
  return typeof sentence === 'string' ? [sentence] : sentence.map((part) => writePart(part, style));
}

function writePart(part: SentencePart, style: FigureStyle): Inline {
  if (typeof part === 'string' || !('strong' in part)) return writeRun(part, style);
  return { strong: part.strong.map((run) => writeRun(run, style)).join('') };
}

function writeRun(run: string | Figure, style: FigureStyle): string {
  if (typeof run === 'string') return run;
  const { value, kind, currency = 'USD' } = run;
  return formatValue({ value, kind, currency }, style);
}
