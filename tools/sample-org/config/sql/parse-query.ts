import { checkQuery } from './check-query.ts';
import { InvalidExpression } from './invalid-expression.ts';
import { parseCondition } from './parse-condition.ts';
import { parseList, parseProperty } from './parse-property.ts';
import type {
  Aggregate,
  AggregateFunction,
  OrderItem,
  PropertyPath,
  Query,
  SelectedProperty,
  SelectItem,
} from './query-syntax.ts';
import { createTokenReader, type TokenReader, unexpected } from './token-reader.ts';

/** The longest expression AWS Config takes, in characters. */
const MAX_EXPRESSION_LENGTH = 4096;

/**
 * Parses an AWS Config advanced query and enforces the documented limits.
 * Source: AWS Config Developer Guide, "Query components" and "Limitations" of advanced queries.
 * @throws InvalidExpression with the reason
 */
export function parseQuery(expression: string): Query {
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    throw new InvalidExpression(
      `The expression is longer than ${MAX_EXPRESSION_LENGTH} characters.`,
    );
  }
  const reader = createTokenReader(expression);
  const query = parseClauses(reader);
  reader.takeSign(';');
  if (reader.peek().kind !== 'end') throw unexpected(reader.peek(), 'the end of the expression');
  checkQuery(query);
  return query;
}

function parseClauses(reader: TokenReader): Query {
  reader.needKeyword('SELECT');
  const select = parseList(reader, parseSelectItem);
  const where = reader.takeKeyword('WHERE') ? parseCondition(reader) : null;
  const groupBy = takeClause(reader, 'GROUP') ? parseList(reader, parseProperty) : [];
  const orderBy = takeClause(reader, 'ORDER') ? parseList(reader, parseOrderItem) : [];
  return { select, where, groupBy, orderBy };
}

function takeClause(reader: TokenReader, keyword: 'GROUP' | 'ORDER'): boolean {
  if (!reader.takeKeyword(keyword)) return false;
  reader.needKeyword('BY');
  return true;
}

function parseSelectItem(reader: TokenReader): SelectItem {
  return reader.takeSign('*') ? { kind: 'star', name: '*' } : parseColumn(reader);
}

function parseColumn(reader: TokenReader): Aggregate | SelectedProperty {
  const path = parseProperty(reader);
  if (!reader.takeSign('(')) return { kind: 'property', path, name: path.join('.') };
  return parseAggregate(reader, asAggregateFunction(path));
}

function asAggregateFunction(path: PropertyPath): AggregateFunction {
  const name = path.join('.').toUpperCase();
  switch (name) {
    case 'COUNT':
    case 'SUM':
    case 'AVG':
    case 'MIN':
    case 'MAX':
      return name;
    default:
      throw new InvalidExpression(`Unknown function '${path.join('.')}'.`);
  }
}

function parseAggregate(reader: TokenReader, call: AggregateFunction): Aggregate {
  const property = call === 'COUNT' && reader.takeSign('*') ? null : parseProperty(reader);
  reader.needSign(')');
  return { kind: 'aggregate', call, property, name: `${call}(${property?.join('.') ?? '*'})` };
}

function parseOrderItem(reader: TokenReader): OrderItem {
  const by = parseColumn(reader);
  const descending = reader.takeKeyword('DESC');
  if (!descending) reader.takeKeyword('ASC');
  return { by, descending };
}
