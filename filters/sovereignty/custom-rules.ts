import { RE2JS, RE2JSSyntaxException } from 're2js';
import { type CustomRule, DetectorSettingsError, type Dictionary } from './detector-settings.ts';
import { createKeywordFinder } from './keywords.ts';
import type { Candidate, RuleFacts } from './rule.ts';
import type { Scanner } from './scan.ts';

/** Finds what a rule of the settings says, through RE2: in linear time whatever the pattern. */
export function compileCustomRule(rule: CustomRule): Scanner {
  const pattern = compile(rule);
  const facts = factsOf(rule);
  const hasValue = Object.hasOwn(pattern.namedGroups(), 'value');
  const confidence = rule.confidence ?? 0.9;
  return (view) => {
    const found: Candidate[] = [];
    const matcher = pattern.matcher(view.text);
    while (matcher.find()) {
      const part = hasValue && matcher.group('value') !== null ? 'value' : 0;
      const [from, to] = [matcher.start(part), matcher.end(part)];
      if (to === from) continue;
      const [start, end] = view.toSource(from, to);
      found.push({ rule: facts, start, end, confidence, value: view.text.slice(from, to) });
    }
    return found;
  };
}

function compile({ id, pattern }: CustomRule): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new DetectorSettingsError(
      `Rule "${id}": the pattern is not RE2 syntax (${error.message}). Look-around and back-references do not exist there: take them out.`,
    );
  }
}

/** Finds the words of a dictionary as whole words, whatever their case. */
export function compileDictionary(dictionary: Dictionary): Scanner {
  const words = [...new Set(dictionary.words.map(foldCase))];
  const foreign = words.find((word) => /[^\0-\x7f]/.test(word));
  if (foreign !== undefined) {
    throw new DetectorSettingsError(
      `Dictionary "${dictionary.id}": "${foreign}" has letters that cannot be folded to ASCII. Write it as a rule with a pattern.`,
    );
  }
  const find = createKeywordFinder(words);
  const facts = factsOf(dictionary);
  return (view) => {
    const found: Candidate[] = [];
    find(view.text, (keyword, end) => {
      const from = end - (words[keyword]?.length ?? 0);
      const value = view.text.slice(from, end);
      if (/\w/.test(view.text.charAt(from - 1)) || /\w/.test(view.text.charAt(end))) return;
      const [start, stop] = view.toSource(from, end);
      found.push({ rule: facts, start, end: stop, confidence: 0.9, value });
    });
    return found;
  };
}

/** As texts are folded before they are searched: without accents and case. */
function foldCase(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function factsOf({ id, kind, class: dataClass, description }: CustomRule | Dictionary): RuleFacts {
  return {
    id,
    kind: kind ?? id,
    class: dataClass,
    description: description ?? 'From the settings.',
    examples: [],
    counterExamples: [],
  };
}
