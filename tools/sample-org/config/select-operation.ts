import { Type } from 'typebox';
import { AwsError, defineOperation, type Operation, refuseWith } from '../handler.ts';
import { readPositionToken, writePositionToken } from '../position-token.ts';
import type { World } from '../world/types.ts';
import { needAggregator } from './aggregator.ts';
import { documentSource } from './document-source.ts';
import { invalidToken, pageLimit } from './page-limit.ts';
import { rememberGroups } from './remember-groups.ts';
import { SCALAR_PROPERTIES } from './sql/check-query.ts';
import { InvalidExpression } from './sql/invalid-expression.ts';
import { parseQuery } from './sql/parse-query.ts';
import type { Query } from './sql/query-syntax.ts';
import { groupAll, groupPage, isAggregation, runQuery } from './sql/run-query.ts';

const SelectInput = Type.Object({
  ConfigurationAggregatorName: Type.String({ minLength: 1, maxLength: 256 }),
  Expression: Type.String({ minLength: 1 }),
  Limit: Type.Optional(Type.Integer()),
  MaxResults: Type.Optional(Type.Integer()),
  NextToken: Type.Optional(Type.String()),
});

/** SelectAggregateResourceConfig: runs an advanced query over the recorded resources, a page at a time. */
export function selectOperation(world: World): Operation {
  const source = documentSource(world);
  const groupsOf = rememberGroups();
  return defineOperation(SelectInput, refuseWith('ValidationException'), async (input, call) => {
    needAggregator(world, input.ConfigurationAggregatorName, call);
    const query = readQuery(input.Expression);
    const request = {
      limit: pageLimit(input.Limit ?? input.MaxResults, {
        usual: isAggregation(query) ? 500 : 25,
        most: 100,
      }),
      after: readPositionToken(input.NextToken, input.Expression, invalidToken),
    };
    const asked = `${world.changeCount()} ${input.Expression}`;
    const page = isAggregation(query)
      ? groupPage(query, await groupsOf(asked, () => groupAll(query, source)), request)
      : await runQuery(query, source, request);
    return {
      Results: page.rows,
      QueryInfo: { SelectFields: selectedFields(query) },
      ...(page.next !== null && { NextToken: writePositionToken(page.next, input.Expression) }),
    };
  });
}

function readQuery(expression: string): Query {
  try {
    return parseQuery(expression);
  } catch (error) {
    if (error instanceof InvalidExpression) {
      throw new AwsError('InvalidExpressionException', error.message);
    }
    throw error;
  }
}

function selectedFields({ select }: Query) {
  return select
    .flatMap((item) => (item.kind === 'star' ? SCALAR_PROPERTIES : [item.name]))
    .map((name) => ({ Name: name }));
}
