import type { Recommendation } from '../../contracts/results.ts';
import type { Block, Text } from './document.ts';
import { list } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import { formatMoney, formatNumber, formatPercent, lowerFirst, MISSING } from './format-value.ts';

/** Options as a table by rank, which is what "explain 2" refers to, and below it what each one means. */
export function presentOptions(
  options: readonly Recommendation[],
  style: FigureStyle,
): readonly Block[] {
  if (options.length === 0) return [];
  return [
    { kind: 'heading', text: 'Options' },
    optionTable(options, style),
    ...list(meanings(options)),
  ];
}

interface OptionColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (option: Recommendation, style: FigureStyle) => string;
}

const WEIGHT_COLUMNS: readonly OptionColumn[] = [
  { title: 'Effort', align: 'left', cell: ({ effort }) => effort },
  { title: 'Risk', align: 'right', cell: ({ risk }) => `${formatNumber(risk, 0)} of 100` },
  { title: 'Confidence', align: 'right', cell: confidenceText },
];

const PRICE_COLUMNS: readonly OptionColumn[] = [
  {
    title: 'Saves per month',
    align: 'right',
    cell: ({ monthlySaving }, style) =>
      monthlySaving === null ? 'not priced' : formatMoney(monthlySaving, style),
  },
  {
    title: 'Of the bill',
    align: 'right',
    cell: ({ shareOfBill }) => (shareOfBill === null ? MISSING : formatPercent(shareOfBill * 100)),
  },
];

function optionTable(options: readonly Recommendation[], style: FigureStyle): Block {
  const priced = options.some((option) => option.monthlySaving !== null);
  const columns: readonly OptionColumn[] = [
    { title: 'Option', align: 'right', cell: ({ rank }) => String(rank) },
    { title: 'What', align: 'left', cell: ({ title }) => title },
    ...(priced ? PRICE_COLUMNS : []),
    ...WEIGHT_COLUMNS,
  ];
  return {
    kind: 'table',
    columns: columns.map(({ title, align }) => ({ title, align, essential: true })),
    rows: options.map((option) => columns.map(({ cell }) => cell(option, style))),
  };
}

function confidenceText({ confidence }: Recommendation): string {
  return `${formatNumber(confidence * 100, 0)} %`;
}

/** What to do and why, once for all options that say the same. */
function meanings(options: readonly Recommendation[]): readonly Text[] {
  const ranks = new Map<string, number[]>();
  for (const option of options) {
    const meaning = meaningOf(option);
    ranks.set(meaning, [...(ranks.get(meaning) ?? []), option.rank]);
  }
  const isOne = ranks.size === 1 && options.length > 1;
  return [...ranks].map(([meaning, numbers]) => [
    {
      strong: isOne
        ? 'All options'
        : `${numbers.length === 1 ? 'Option' : 'Options'} ${numbers.join(', ')}`,
    },
    `: ${meaning}`,
  ]);
}

function meaningOf({ action, confidenceReason, controls }: Recommendation): string {
  const evidence = controls.length === 0 ? '' : ` Evidence for ${controls.join(', ')}.`;
  return `${sentence(action)} Confidence: ${sentence(lowerFirst(confidenceReason))}${evidence}`;
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
  const confidence = `confidence ${confidenceText(option)}`;
  const reason = lowerFirst(option.confidenceReason.replace(/\.$/, ''));
  return `effort ${option.effort}, risk ${formatNumber(option.risk, 0)} of 100, ${confidence} (${reason})`;
}

/** Ends a text with a full stop. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
