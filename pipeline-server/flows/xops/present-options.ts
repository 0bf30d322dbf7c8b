import type { Recommendation } from '../../contracts/analysis.ts';
import type { Block, Text } from './document.ts';
import { list } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import { formatMoney, formatNumber, formatPercent, lowerFirst } from './format-value.ts';

/** Options as a numbered list, best first; their numbers are what "explain 2" refers to. */
export function presentOptions(
  options: readonly Recommendation[],
  style: FigureStyle,
): readonly Block[] {
  if (options.length === 0) return [];
  return [
    { kind: 'heading', text: 'Options' },
    ...list(
      options.map((option) => optionLine(option, style)),
      true,
    ),
  ];
}

/** One option in a line: what, what it saves, how it weighs, what to do. */
export function optionLine(option: Recommendation, style: FigureStyle): Text {
  const saving = savingText(option, style);
  return [
    { strong: option.title },
    ` – ${saving}; ${weighing(option)}. `,
    sentence(option.action),
    ...(option.controls.length === 0 ? [] : [` Evidence for ${option.controls.join(', ')}.`]),
  ];
}

/** `saves USD 1,234.50 a month (2.1 % of the bill)`. */
export function savingText(option: Recommendation, style: FigureStyle): string {
  if (option.monthlySaving === null) return 'not priced';
  const share =
    option.shareOfBill === null ? '' : ` (${formatPercent(option.shareOfBill * 100)} of the bill)`;
  return `saves ${formatMoney(option.monthlySaving, style)} a month${share}`;
}

/** `effort low, risk 20 of 100, confidence 90 % (AWS's own finding)`. */
export function weighing(option: Recommendation): string {
  const confidence = `confidence ${formatNumber(option.confidence * 100, 0)} %`;
  const reason = lowerFirst(option.confidenceReason.replace(/\.$/, ''));
  return `effort ${option.effort}, risk ${formatNumber(option.risk, 0)} of 100, ${confidence} (${reason})`;
}

/** Ends a text with a full stop. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
