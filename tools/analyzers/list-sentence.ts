import type { Coverage, Finding } from '../../pipeline-server/contracts/findings.ts';
import type { Sentence, SentencePart } from '../../pipeline-server/contracts/results.ts';
import { countOf } from './fold-rows.ts';
import {
  ACCOUNTS,
  counted,
  type Noun,
  numberFigure,
  REGIONS,
  strong,
  type Words,
} from './sentence.ts';

/** "14 idle EC2 instances in 6 accounts", and what the analyzer has to add; accounts are not said to lie in accounts. */
export function listSentence(
  findings: readonly Finding[],
  noun: Noun,
  clause: readonly SentencePart[],
): Sentence {
  const place = /^accounts?\b/.test(noun.one) ? [] : placeOf(findings);
  return [strong(...counted(countOf(findings), noun), ...place), ...clause];
}

/** "No idle EC2 instances in 12 of 14 accounts and 5 of 5 Regions": nothing found is only said of what was seen. */
export function noneSentence({ many }: Noun, coverage: Coverage): Sentence {
  const { accountsAnswered, accountsAsked, regionsAnswered, regionsAsked } = coverage;
  const accounts = [numberFigure(accountsAnswered), ' of ', ...counted(accountsAsked, ACCOUNTS)];
  const regions = [numberFigure(regionsAnswered), ' of ', ...counted(regionsAsked, REGIONS)];
  return [
    strong(`No ${many}`),
    ' in ',
    ...accounts,
    ...(regionsAsked === 0 ? [] : [' and ', ...regions]),
  ];
}

/** The number of accounts that findings lie in. */
export function accountsOf(findings: readonly Finding[]): number {
  return new Set(findings.flatMap(({ accountId }) => accountId ?? [])).size;
}

/** The one account by name, several by number; nothing for findings that belong to none. */
function placeOf(findings: readonly Finding[]): Words {
  const accounts = accountsOf(findings);
  if (accounts > 1) return [' in ', ...counted(accounts, ACCOUNTS)];
  const found = findings.find(({ accountId }) => accountId !== null);
  return found === undefined ? [] : [` in ${found.accountName ?? found.accountId}`];
}
