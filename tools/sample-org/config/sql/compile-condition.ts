import { compareBetween, compareWith, type ValueTest } from './compare-values.ts';
import type { ConfigurationDocument } from './configuration-document.ts';
import { propertyValues } from './property-values.ts';
import type { Condition, PropertyPath } from './query-syntax.ts';

/** A test of one document. */
export type DocumentTest = (document: ConfigurationDocument) => boolean;

/**
 * Turns a condition into a test. Each comparison holds when any value its path reaches fulfils it, so two conditions on
 * an array of objects may be met by different elements, as AWS documents.
 */
export function compileCondition(condition: Condition): DocumentTest {
  switch (condition.kind) {
    case 'and': {
      const tests = condition.parts.map(compileCondition);
      return (document) => tests.every((test) => test(document));
    }
    case 'or': {
      const tests = condition.parts.map(compileCondition);
      return (document) => tests.some((test) => test(document));
    }
    case 'not': {
      const test = compileCondition(condition.part);
      return (document) => !test(document);
    }
    case 'compare':
      return anyValue(condition.path, compareWith(condition.sign, condition.value));
    case 'in':
      return anyValueOf(
        condition.path,
        condition.values.map((value) => compareWith('=', value)),
      );
    case 'between':
      return anyValue(condition.path, compareBetween(condition.low, condition.high));
    case 'like':
      return anyValue(condition.path, matchPattern(condition.pattern));
  }
}

function anyValue(path: PropertyPath, test: ValueTest): DocumentTest {
  return (document) => propertyValues(document, path).some(test);
}

function anyValueOf(path: PropertyPath, tests: readonly ValueTest[]): DocumentTest {
  return anyValue(path, (value) => tests.some((test) => test(value)));
}

/** `%` ends a pattern with anything, each `_` with exactly one character. */
function matchPattern(pattern: string): ValueTest {
  const prefix = pattern.replace(/[%_]+$/, '');
  const wildcards = pattern.slice(prefix.length);
  const rest = wildcards.replaceAll('%', '').length;
  const open = wildcards.includes('%');
  return (value) => {
    if (typeof value !== 'string' || !value.startsWith(prefix)) return false;
    const extra = value.length - prefix.length;
    return open ? extra >= rest : extra === rest;
  };
}
