import type { TLocalizedValidationError } from 'typebox/error';

/** One problem of a request body, in the shape of FastAPI's 422 answers, which clients of the reference server know. */
export interface BodyProblem {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** A request body that does not match its schema: answered with 422 and the problems as `detail`. */
export class InvalidBody extends Error {
  override readonly name = 'InvalidBody';
  readonly problems: readonly BodyProblem[];

  constructor(problems: readonly BodyProblem[]) {
    super(problems.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '));
    this.problems = problems;
  }
}

/** A hundred thousand bad messages need no hundred thousand lines. */
const MOST_PROBLEMS = 20;

/** Words the errors of a schema as FastAPI does; unlike FastAPI the input is not repeated, as it may be large or secret. */
export function problemsOf(errors: readonly TLocalizedValidationError[]): readonly BodyProblem[] {
  return errors.flatMap(problemsOfError).slice(0, MOST_PROBLEMS);
}

function problemsOfError(error: TLocalizedValidationError): readonly BodyProblem[] {
  const loc = ['body', ...locationOf(error.instancePath)];
  if (error.keyword !== 'required') {
    return [{ type: `${error.keyword}_error`, loc, msg: `Input ${error.message}` }];
  }
  const missing: readonly string[] = error.params.requiredProperties;
  return missing.map((key) => ({ type: 'missing', loc: [...loc, key], msg: 'Field required' }));
}

/** A JSON pointer's segments; those that are array positions become numbers. */
function locationOf(pointer: string): readonly (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
}
