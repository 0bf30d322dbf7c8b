import type { Coverage, CoverageGap } from '../../contracts/findings.ts';
import type { ModelUse, TokenUsage } from '../../contracts/models.ts';
import type { Receipt } from '../../contracts/results.ts';
import type { Fact } from './document.ts';
import { count, formatNumber, formatPrice } from './format-value.ts';

const MOST_NAMES = 5;

/** Why an account or Region could not be seen, in words. */
export const GAP_WORDS: Readonly<Record<CoverageGap['reason'], string>> = {
  denied: 'denied',
  'not-enrolled': 'not enrolled',
  throttled: 'throttled',
  failed: 'failed',
  suspended: 'suspended',
};

/** What an answer saw of what was asked for, in one line. */
export function coverageFact(coverage: Coverage): Fact {
  const parts = [seen(coverage), ...gapTexts(coverage.gaps), ...coverage.truncated];
  if (coverage.dataTime !== null) parts.push(`data as of ${formatTime(coverage.dataTime)}`);
  if (coverage.period !== null) parts.push(`period ${coverage.period.label}`);
  if (coverage.estimated) parts.push('part of the figures is still estimated by AWS');
  return { label: 'Coverage', text: [parts.join('; ')] };
}

function seen(coverage: Coverage): string {
  const accounts = `${coverage.accountsAnswered} of ${count(coverage.accountsAsked, 'account')}`;
  const regions = `${coverage.regionsAnswered} of ${count(coverage.regionsAsked, 'Region')}`;
  return coverage.regionsAsked === 0 ? accounts : `${accounts}, ${regions}`;
}

function gapTexts(gaps: readonly CoverageGap[]): readonly string[] {
  const reasons = [...new Set(gaps.map((gap) => gap.reason))];
  return reasons.map((reason) => {
    const names = gaps.filter((gap) => gap.reason === reason).map(gapName);
    return `${GAP_WORDS[reason]}: ${firstNames([...new Set(names)])}`;
  });
}

function gapName(gap: CoverageGap): string {
  const account =
    gap.accountName === gap.accountId ? gap.accountId : `${gap.accountName} (${gap.accountId})`;
  return gap.region === null ? account : `${account} in ${gap.region}`;
}

/** The first five of a list of names, and how many more there are. */
export function firstNames(names: readonly string[], separator = ', '): string {
  const rest = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(separator);
  return rest > 0 ? `${shown} and ${formatNumber(rest)} more` : shown;
}

/** `2026-11-23 04:00 UTC`; a day stays a day, and what is no time stays as the source wrote it. */
export function formatTime(time: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(time)) return time;
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The APIs an answer rests on, with the number of requests. */
export function sourcesFact(receipt: Receipt): Fact {
  const uses = receipt.apis.map((use) => {
    const asked = use.requests > 0 ? [count(use.requests, 'request')] : [];
    const kept = use.cached > 0 ? [`${formatNumber(use.cached)} cached`] : [];
    return `${use.api} (${[...asked, ...kept].join(', ')})`;
  });
  return { label: 'Sources', text: [uses.length === 0 ? 'none asked' : uses.join(', ')] };
}

/** What the answer cost to make. */
export function receiptFact(receipt: Receipt): Fact {
  const cached = receipt.apis.reduce((sum, use) => sum + use.cached, 0);
  const parts = [
    receipt.awsSource,
    `${count(receipt.requests, 'request')}, ${formatNumber(cached)} cached`,
    `${formatPrice(receipt.costUsd)} in AWS request fees${expected(receipt)}`,
    `${formatNumber(receipt.elapsedMs / 1000, 1)} s`,
    ...modelTexts(receipt),
  ];
  return { label: 'Receipt', text: [parts.join('; ')] };
}

/** Which models had a part in the answer, where they run, what they were sent and how much; or why none had. */
function modelTexts({ models = [], model }: Receipt): readonly string[] {
  const texts = models.map(useText);
  const isWordingSaid = models.some(({ purpose }) => purpose === 'wording');
  return model === null && !isWordingSaid ? [...texts, 'written without a model'] : texts;
}

function useText({ purpose, facts, problem }: ModelUse): string {
  const [done, undone] = USE_WORDS[purpose];
  const asked = facts === null ? '' : modelText(facts);
  if (problem === null) return `${done} by ${asked}`;
  return facts === null ? `${undone}: ${problem}` : `${undone}: ${problem}, asked of ${asked}`;
}

const USE_WORDS: Readonly<Record<ModelUse['purpose'], readonly [string, string]>> = {
  understanding: ['understood', 'understood without a model'],
  wording: ['worded', 'written without a model'],
};

function modelText(facts: NonNullable<ModelUse['facts']>): string {
  const { model, place, region, usage, costUsd } = facts;
  const where = region === null ? place : `${place}, ${region}`;
  const cost = costUsd === null ? [] : [`USD ${formatNumber(costUsd, 4)}`];
  return `${model} (${[where, sentText(facts), tokens(usage), ...cost].join(', ')})`;
}

function sentText({ sentClass, redacted, pseudonymised }: NonNullable<ModelUse['facts']>): string {
  const counts = [...Object.values(redacted), ...Object.values(pseudonymised)];
  const replaced = counts.reduce((sum, each) => sum + each, 0);
  const how = replaced === 0 ? '' : ` with ${count(replaced, 'value')} replaced`;
  return `sent as ${sentClass}${how}`;
}

function tokens(usage: TokenUsage | null): string {
  if (usage === null) return 'tokens not counted';
  return `${formatNumber(usage.inputTokens)} tokens in, ${formatNumber(usage.outputTokens)} out`;
}

function expected({ estimatedUsd }: Receipt): string {
  return estimatedUsd === undefined ? '' : ` (at most about ${formatPrice(estimatedUsd)} expected)`;
}
