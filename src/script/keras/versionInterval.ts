import { table } from '../../base/table.js';
import { numbersOf } from './kerasVersion.js';

/** Versions of a package as numbers (major × 10⁶ + minor × 10³ + patch), both ends included. */
export interface VersionInterval {
  from: number;
  to: number;
}

const LAST = 999;
const ANY: VersionInterval = { from: 0, to: Number.POSITIVE_INFINITY };

function place(numbers: readonly number[], fill: number): number {
  const [major = fill, minor = fill, patch = fill] = numbers;
  return major * 1e6 + minor * 1e3 + Math.min(patch, LAST);
}

/** All versions that begin with these numbers: [2, 3] is 2.3.0 to 2.3.999. */
export function intervalOf(numbers: readonly number[]): VersionInterval {
  return { from: place(numbers, 0), to: place(numbers, LAST) };
}

export function overlaps(a: VersionInterval, b: VersionInterval): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** From these numbers on, as long as the first `fixed` of them stay. */
function compatible(numbers: readonly number[], fixed: number): VersionInterval {
  return { from: place(numbers, 0), to: place(numbers.slice(0, Math.max(1, fixed)), LAST) };
}

/** Poetry's caret: the first number that is not 0 stays. */
function caret(numbers: readonly number[]): VersionInterval {
  const first = numbers.findIndex((number) => number > 0);
  return compatible(numbers, first < 0 ? numbers.length : first + 1);
}

const OPERATORS: Record<string, (numbers: readonly number[], starred: boolean) => VersionInterval> = table({
  '==': (numbers, starred) => (starred ? intervalOf(numbers) : exactly(numbers)),
  '===': (numbers) => exactly(numbers),
  // Conda: "=2.3" is 2.3.*.
  '=': (numbers) => intervalOf(numbers),
  '>=': (numbers) => ({ from: place(numbers, 0), to: Number.POSITIVE_INFINITY }),
  '>': (numbers) => ({ from: place(numbers, 0) + 1, to: Number.POSITIVE_INFINITY }),
  '<=': (numbers) => ({ from: 0, to: place(numbers, 0) }),
  '<': (numbers) => ({ from: 0, to: place(numbers, 0) - 1 }),
  '~=': (numbers) => compatible(numbers, numbers.length - 1),
  '~': (numbers) => compatible(numbers, Math.min(2, numbers.length)),
  '^': caret,
  // One version less says nothing about the ends.
  '!=': () => ANY,
});

/** "2.3" is 2.3.0 (PEP 440). */
function exactly(numbers: readonly number[]): VersionInterval {
  return { from: place(numbers, 0), to: place(numbers, 0) };
}

/**
 * The interval that a requirement's specifier allows, as pip, Poetry and Conda write it: ">=2.3,<2.6", "==2.3.*",
 * "~=2.4", "^2.8", "=2.3=mkl_py37", "2.3.0". All versions if it is empty or "*"; undefined if it cannot be read.
 */
export function intervalOfSpecifier(specifier: string): VersionInterval | undefined {
  let interval = ANY;
  for (const part of specifier.split(/[,\s]+(?=[<>=!~^*\d])/)) {
    const match = /^(===|==|>=|<=|~=|!=|>|<|=|~|\^)?\s*v?(\*|\d+(?:\.\d+)*)(\.\*)?/.exec(part.trim());
    if (part.trim() === '') continue;
    if (match === null) return undefined;
    const [, operator = '==', version, starred] = match;
    if (version === '*') continue;
    const next = OPERATORS[operator]!(numbersOf(version!), starred !== undefined);
    interval = { from: Math.max(interval.from, next.from), to: Math.min(interval.to, next.to) };
  }
  return interval;
}
