/** Value of a function at a point, and its gradient there. */
export interface Slope {
  value: number;
  gradient: Float64Array;
}

/** Steps whose curvature is kept. */
const MEMORY = 10;
/** A step has to bring this share of what the slope promises (Armijo). Source: Nocedal and Wright 2006, section 3.1. */
const SUFFICIENT = 1e-4;
/** Times that a step is halved before the search gives up: that is the minimum, up to rounding. */
const MOST_HALVINGS = 30;

/**
 * Minimizes a smooth function by L-BFGS, with a step that is halved until it is good enough.
 *
 * Source: Nocedal and Wright 2006, algorithms 7.4 and 7.5.
 *
 * @param at value and gradient at a point, which it must not keep
 * @param tolerance stops where no part of the gradient is larger; default 1e-4, scikit-learn's of LogisticRegression
 * @param iterations at most; default 200
 */
export function minimize(
  start: Float64Array,
  at: (point: Float64Array) => Slope,
  { tolerance = 1e-4, iterations = 200 }: { tolerance?: number; iterations?: number } = {},
): Float64Array {
  let point = start;
  let slope = at(point);
  const memory: Pair[] = [];
  for (let i = 0; i < iterations && largest(slope.gradient) > tolerance; i++) {
    const direction = descent(slope.gradient, memory);
    const promised = dot(direction, slope.gradient);
    let step = i === 0 ? Math.min(1, 1 / Math.sqrt(-promised)) : 1;
    let next = moved(point, step, direction);
    let reached = at(next);
    for (let halved = 0; !(reached.value <= slope.value + SUFFICIENT * step * promised); halved++) {
      if (halved === MOST_HALVINGS) return point;
      step /= 2;
      next = moved(point, step, direction);
      reached = at(next);
    }
    remember(memory, moved(next, -1, point), moved(reached.gradient, -1, slope.gradient));
    point = next;
    slope = reached;
  }
  return point;
}

/** A step, the change of the gradient over it, and their product. */
interface Pair {
  step: Float64Array;
  change: Float64Array;
  product: number;
}

function remember(memory: Pair[], step: Float64Array, change: Float64Array): void {
  const product = dot(step, change);
  // Only where the curvature is positive does the pair keep directions going down.
  if (product <= 1e-12 * dot(change, change)) return;
  memory.push({ step, change, product });
  if (memory.length > MEMORY) memory.shift();
}

function descent(gradient: Float64Array, memory: readonly Pair[]): Float64Array {
  let direction: Float64Array = gradient.map((value) => -value);
  const shares = new Array<number>(memory.length);
  for (let i = memory.length - 1; i >= 0; i--) {
    const { step, change, product } = memory[i]!;
    shares[i] = dot(step, direction) / product;
    direction = moved(direction, -shares[i]!, change);
  }
  const last = memory.at(-1);
  if (last !== undefined) {
    const scale = last.product / dot(last.change, last.change);
    direction = direction.map((value) => scale * value);
  }
  memory.forEach(({ step, change, product }, i) => {
    direction = moved(direction, shares[i]! - dot(change, direction) / product, step);
  });
  return direction;
}

function moved(point: Float64Array, step: number, direction: Float64Array): Float64Array {
  // A loop: `map` takes four times as long, and most of the time is spent here.
  const result = new Float64Array(point.length);
  for (let i = 0; i < point.length; i++) result[i] = point[i]! + step * direction[i]!;
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
