import type { Severity } from '../../../../contracts/parameters.ts';
import { SEVERITIES } from '../../../../contracts/parameters.ts';
import type { Found, ReadContext } from './found.ts';

const WORDS: Readonly<Record<Severity, RegExp>> = {
  CRITICAL: /\b(?:criticals?|crit|crits|sev ?1|p1)\b/,
  HIGH: /\bhigh(?:s\b|(?= (?:severity|sev\b|findings?|priority|alerts?|issues?|ones?|only|rated|or |and |& ))|(?= ?(?:[,/&+]|$)))|(?:critical|crit|criticals)(?: ?[,/&+] ?| (?:and|or|plus) )high\b|\bseverity (?:of )?high\b/,
  MEDIUM: /\b(?:mediums?|moderate)\b/,
  LOW: /\blow(?: severity| sev\b| findings?| priority| or | and medium)|\bseverity (?:of )?low\b/,
  INFORMATIONAL: /\binformational\b/,
};
const AT_LEAST =
  /\b(high|medium|low)(?: severity)? (?:and|or) (?:above|higher|worse|up)\b|\b(high|medium|low)\+/;

/** Reads severities; "high and above" means HIGH and CRITICAL. The words stay for matching: they also name analyzers. */
export function readSeverities({ text }: ReadContext): Found<readonly Severity[]> {
  const least = AT_LEAST.exec(text.lower);
  const floor = SEVERITIES.findIndex(
    (severity) => severity === (least?.[1] ?? least?.[2])?.toUpperCase(),
  );
  const value =
    floor >= 0
      ? SEVERITIES.slice(0, floor + 1)
      : SEVERITIES.filter((severity) => WORDS[severity].test(text.lower));
  return { value, spans: [], notes: [] };
}
