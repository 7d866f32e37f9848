import { stopwatch } from '../../base/stopwatch.js';

/** Most expressions and statements until what takes most of them is left, and most seconds of the processor: a busy machine reads the same. */
const MOST_STEPS = 400_000;
const MOST_SECONDS = 3;
/** How much of that is left after each time: half as much as before. */
const KEPT = 0.5;
/** Steps that are too few for anything. */
const LEAST_STEPS = 1_000;
/** Steps between two looks at the clock. */
const STEPS_OF_CLOCK = 1024;

/** There is too much to run: a part is left, or all of it where there is none. */
export class TooMuch extends Error {
  constructor(readonly part: Part | undefined) {
    super('It takes too long to read.');
  }
}

/** What takes too long, so that nothing runs it again: a statement, or the body of a function. */
export type Slow = object;

/** A statement or a call that runs. */
interface Part {
  of: Slow;
  isCall: boolean;
  /** Whether something stands for what it does, where it is left: of a statement that returns, nothing does. */
  canBeLeft(): boolean;
  /** Steps before it. */
  since: number;
}

function lastIndex<T>(items: readonly T[], test: (item: T) => boolean): number {
  for (let i = items.length - 1; i >= 0; i--) if (test(items[i]!)) return i;
  return -1;
}

/** What one way through a script may cost. */
export interface Budget {
  spend(steps: number): void;
  spent(): number;
  /**
   * Runs a statement or a call. Where there is too much to run and it is the innermost that took half of it, it is left.
   *
   * @param onLeft what then stands for its result
   */
  guard<T>(part: Omit<Part, 'since'>, body: () => T, onLeft: () => T): T;
}

/**
 * @param slow what took too long in another way through the script, and is left at once; what takes too long in this one is added
 */
export function newBudget(slow: Set<Slow>): Budget {
  const running: Part[] = [];
  let [steps, base, most] = [0, 0, MOST_STEPS];
  let seconds = MOST_SECONDS;
  const secondsUsed = stopwatch();
  let end = seconds;

  /** The part to leave; undefined where no part took half of the steps. */
  const slowest = (): Part | undefined => {
    const half = (steps - base) / 2;
    const innermost = lastIndex(running, ({ since }) => steps - Math.max(since, base) >= half);
    const at = running[innermost]?.canBeLeft() === false ? lastCall(innermost) : innermost;
    const call = running[lastCall(at)];
    // A function that calls itself is left as a whole.
    const outermost = running.findIndex(({ of, isCall }) => isCall && of === call?.of);
    return outermost >= 0 && outermost < lastCall(at) ? running[outermost] : running[at];
  };
  const lastCall = (from: number): number => lastIndex(running.slice(0, from + 1), ({ isCall }) => isCall);

  return {
    spend: (more) => {
      steps += more;
      const isLate = steps % STEPS_OF_CLOCK < more && secondsUsed() > end;
      if (steps - base <= most && !isLate) return;
      const part = most < LEAST_STEPS ? undefined : slowest();
      if (part !== undefined) slow.add(part.of);
      base = steps;
      most *= KEPT;
      seconds *= KEPT;
      end = secondsUsed() + seconds;
      throw new TooMuch(part);
    },
    spent: () => steps,
    guard: (fields, body, onLeft) => {
      if (slow.has(fields.of)) return onLeft();
      const part = { ...fields, since: steps };
      const depth = running.push(part) - 1;
      try {
        return body();
      } catch (error) {
        if (!(error instanceof TooMuch) || error.part !== part) throw error;
        return onLeft();
      } finally {
        running.length = depth;
      }
    },
  };
}
