/**
 * A query that AWS Config's advanced queries would refuse. The service answers it as `InvalidExpressionException`.
 */
export class InvalidExpression extends Error {
  override readonly name = 'InvalidExpression';
}
