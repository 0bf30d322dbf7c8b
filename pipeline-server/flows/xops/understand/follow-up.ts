import type { Parameters } from '../../../contracts/parameters.ts';
import type { FollowUp } from './understanding.ts';

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
const OPTION = `(?:option |number |no\\.? |nr\\.? |recommendation |item |# ?)?(?:the )?(?:option |number |# ?)?(\\d{1,2}|${ORDINALS.join('|')}|one|two|three|four|five|last)(?: one| option| recommendation)?`;
const AGREE =
  '(?:(?:yes|yep|ok|okay|sure|please|alright|then|lets|i|we|now|would like to|want to|and|good|great)[, ]+)*';
const END = '(?: please| now| for me| then| thanks| thank you)*[.!? ]*$';
const APPROVE_OPTION = new RegExp(
  `^${AGREE}(?:approve|do|go (?:ahead )?with|take|execute|apply|choose|pick|run|implement|accept|proceed with|perform|select)\\b (?:the )?${OPTION}${END}`,
);
const APPROVE = new RegExp(
  `^${AGREE}(?:approved?|go ahead|do it|do that|proceed|make it so|execute it|apply it|lgtm|confirm(?:ed)?|accept(?:ed)?)(?: (?:it|that|this|with (?:it|that|this)))?${END}`,
);
const FORMAT = '(?:csv|json|excel|xlsx?|spreadsheet|pdf|html|file|download)';
const EXPORT = new RegExp(
  `\\b(?:export|download|save|send|email|mail|give|get|want|need|have|put|convert|turn|show|share|as|in|to|into)\\b.*\\b${FORMAT}\\b|^${FORMAT}${END}|^(?:please )?(?:export|download)\\b`,
);
const MORE = new RegExp(
  `^(?:and )?(?:please )?(?:can i |could i |i want to |let me )?(?:show |give |see |list |get |display )?(?:me |us )?(?:some |any |a few |the |all )?(?:more|next|rest|remaining|others?|continue|go on|keep going|further|following|full list|complete list)(?: (?:page|ones?|rows?|results?|items?|of (?:them|it|the list)|\\d+))*${END}|^(?:show |list |see |give me )(?:them )?all(?: of (?:them|it))?${END}|^(?:anything|what) else(?: is there)?${END}|^what (?:about|are) the (?:rest|others?|remaining)\\b.*$`,
);
const EXPLAIN_OPTION = new RegExp(
  `^${AGREE}(?:explain|why|details? (?:on|of|for|about)|tell me (?:more )?about|more (?:on|about|details? (?:on|about|for))|what (?:is|about)|elaborate on|how about|expand on|describe)\\b (?:is )?${OPTION}(?: .{0,40})?${END}`,
);
const EXPLAIN = new RegExp(
  `^(?:and |but |ok |so )*(?:why(?: (?:is|are|was|were|did|do|does) (?:that|this|it|they|these|those|so)\\b.{0,40}| so| though)?|how come(?: that)?|how so|explain(?: (?:it|this|that|please|more|why))*|what does (?:that|this|it) mean|what is the reason|for what reason|says who|reason|can you explain(?: (?:it|this|that))?|tell me why|(?:can you )?elaborate|how do you know(?: that)?|how did you (?:get|come to|calculate|work out) (?:that|this|it).{0,20}|where does (?:that|this|it) come from|based on what|on what basis)${END}`,
);
const ALTERNATIVES =
  /\b(?:alternatives?|other options?|another option|other (?:choices|ways|possibilities|ideas|recommendations?)|something else|different options?|what else (?:can|could|should|might)|any other (?:way|idea|suggestion|option)s?)\b|\binstead\b.{0,20}\?|^options?$/;

/** Recognises what can only be said about an earlier answer; null for everything else. */
export function readFollowUp(text: string): FollowUp | null {
  const approved = APPROVE_OPTION.exec(text);
  if (approved !== null) return withOption('approve', approved[1]);
  if (APPROVE.test(text)) return { kind: 'approve' };
  const explained = EXPLAIN_OPTION.exec(text);
  if (explained !== null) return withOption('explain', explained[1]);
  if (EXPLAIN.test(text)) return { kind: 'explain' };
  if (MORE.test(text)) return { kind: 'more' };
  return ALTERNATIVES.test(text) ? { kind: 'alternatives' } : null;
}

/** Recognises the wish for a file; it may stand beside a whole question. */
export function readExport(text: string): FollowUp | null {
  if (!EXPORT.test(text)) return null;
  const [named] = /\b(?:csv|json|xlsx?|excel|spreadsheet|pdf|html)\b/.exec(text) ?? [];
  if (named === undefined) return { kind: 'export' };
  return { kind: 'export', format: /^(?:xls|excel|spreadsheet)$/.test(named) ? 'xlsx' : named };
}

/** Lays the parameters of a follow-up over those of the answer before. */
export function mergeParameters(before: Parameters, now: Parameters, text: string): Parameters {
  const everywhere = /\ball (?:the |our |other )?accounts\b|\bevery account\b/.test(text);
  const allRegions = /\ball (?:the |our |other )?regions\b|\bevery region\b/.test(text);
  return {
    accounts: everywhere ? [] : filled(now.accounts, before.accounts),
    regions: allRegions ? [] : filled(now.regions, before.regions),
    period: now.period ?? before.period,
    compareTo: now.compareTo ?? (now.period === null ? before.compareTo : null),
    top: now.top ?? before.top,
    severities: filled(now.severities, before.severities),
    services: filled(now.services, before.services),
    resourceTypes: filled(now.resourceTypes, before.resourceTypes),
    tags: everywhere ? now.tags : { ...before.tags, ...now.tags },
    groupBy: now.groupBy ?? before.groupBy,
    tagKey: now.groupBy === null ? before.tagKey : now.tagKey,
    days: now.days ?? before.days,
    search: now.search ?? before.search,
  };
}

function filled<T>(now: readonly T[], before: readonly T[]): readonly T[] {
  return now.length > 0 ? now : before;
}

function withOption(kind: 'approve' | 'explain', text: string | undefined): FollowUp {
  const word = text ?? '';
  const ordinal = ORDINALS.indexOf(word) + 1;
  const spelled = ['one', 'two', 'three', 'four', 'five'].indexOf(word) + 1;
  const option = ordinal || spelled || Number(word);
  return Number.isInteger(option) && option > 0 ? { kind, option } : { kind };
}
