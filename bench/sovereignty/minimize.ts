/** The value of a function at a point, and its slope there. */
export interface Slope {
  readonly loss: number;
  readonly slope: Float64Array;
}

interface Step {
  readonly moved: Float64Array;
  readonly bent: Float64Array;
}

const MOST_ROUNDS = 300;
/** Steps that are remembered. */
const MEMORY = 10;
/** The least part by which a round has to lower the loss. */
const LEAST_GAIN = 1e-7;

/** The lowest point of a smooth convex function, by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5). */
export function minimize(of: (point: Float64Array) => Slope, start: Float64Array): Float64Array {
  let point = start;
  let { loss, slope } = of(point);
  const steps: Step[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = descend(of, { point, loss }, { slope, direction: directionOf(slope, steps) });
    if (next === undefined) break;
    steps.push({
      moved: minus(next.point, point),
      bent: minus(next.slope, slope),
    });
    if (steps.length > MEMORY) steps.shift();
    const gain = (loss - next.loss) / loss;
    ({ point, loss, slope } = next);
    if (gain < LEAST_GAIN) break;
  }
  return point;
}

/** Halves the step until the loss falls as the slope promises (Armijo). */
function descend(
  of: (point: Float64Array) => Slope,
  { point, loss }: { readonly point: Float64Array; readonly loss: number },
  { slope, direction }: { readonly slope: Float64Array; readonly direction: Float64Array },
): (Slope & { readonly point: Float64Array }) | undefined {
  const promised = dot(slope, direction);
  for (let length = 1; length > 1e-9; length /= 2) {
    const next = plus(point, direction, length);
    const found = of(next);
    if (found.loss <= loss + 1e-4 * length * promised) return { ...found, point: next };
  }
  return undefined;
}

function directionOf(slope: Float64Array, steps: readonly Step[]): Float64Array {
  const last = steps.at(-1);
  let direction = slope;
  const parts = steps.toReversed().map(({ moved, bent }) => {
    const part = dot(moved, direction) / dot(moved, bent);
    direction = plus(direction, bent, -part);
    return part;
  });
  const size =
    last === undefined
      ? 1 / Math.sqrt(dot(slope, slope))
      : dot(last.moved, last.bent) / dot(last.bent, last.bent);
  direction = direction.map((each) => each * size);
  for (const [index, { moved, bent }] of steps.entries()) {
    const part = parts[steps.length - 1 - index] ?? 0;
    direction = plus(direction, moved, part - dot(bent, direction) / dot(moved, bent));
  }
  return direction.map((each) => -each);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function plus(a: Float64Array, b: Float64Array, times: number): Float64Array {
  return a.map((each, at) => each + times * (b[at] ?? 0));
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return plus(a, b, -1);
}
