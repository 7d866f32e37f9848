import type { Constant, UnknownFields, Value } from '../../../script/evaluate/values.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds class weights that grow with the number of images of a class, such as its share `count / total`: frequent classes then
 * count most. Weights balance classes where they are the inverse, `total / (classes * count)`, as scikit-learn's `balanced`
 * computes them.
 */
export function invertedClassWeights(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ classWeight, call, place }) => {
    const growing = classWeight === undefined ? undefined : weightsIn(classWeight).find(growsWithItsClass);
    if (classWeight === undefined || growing === undefined) return [];
    const [, { origin }] = growing;
    return [
      scriptFinding(reading, {
        check: 'inverted-class-weights',
        severity: 'critical',
        summary:
          'The weight of a class grows with its number of images: rare classes count least, though weights are to raise them.',
        fix: 'Take the inverse: `total / (number_of_classes * count)`, which is what `compute_class_weight("balanced", ...)` of scikit-learn returns.',
        at: [[origin, 'larger for larger classes'], call.argPlaces.get('class_weight') ?? classWeight.origin, place],
      }),
    ];
  });
}

/** Weights with their classes; of counts that are given as they are, those of one class. */
function weightsIn(value: Value): [key: Constant | undefined, weight: Value][] {
  if (value.kind === 'dict') return [...value.entries];
  return value.kind === 'unknown' ? [[undefined, value]] : [];
}

function growsWithItsClass([key, weight]: [Constant | undefined, Value]): boolean {
  const counted = growth(weight);
  if (counted?.sign !== 1) return false;
  // Of two classes, each may have the share of the other one.
  return typeof key !== 'number' || counted.index === undefined || counted.index === key;
}

/** How a number changes with the count of a class: it grows, stays or falls. */
interface Growth {
  sign: -1 | 0 | 1;
  /** The class, where the text says which one. */
  index?: number | undefined;
}

/** Undefined where the text does not say it. */
function growth(value: Value): Growth | undefined {
  if (value.kind === 'constant') return typeof value.value === 'number' ? { sign: 0 } : undefined;
  if (value.kind !== 'unknown') return undefined;
  if (value.made !== undefined) return growthOfResult(value.made);
  if (value.of === undefined) return growthByText(value.text);
  const whole = growth(value.of);
  const [, index] = /\[(\d+)\]$/.exec(value.text) ?? [];
  return whole?.sign === undefined || index === undefined || whole.sign === 0
    ? whole
    : { ...whole, index: Number(index) };
}

function growthOfResult({ op, left, right }: NonNullable<UnknownFields['made']>): Growth | undefined {
  const [a, b] = [growth(left), growth(right)];
  if (a === undefined || b === undefined) return undefined;
  if (op === '*' || op === '+') return together(a, b);
  if (op === '/' || op === '//' || op === '-') return together(a, opposite(b));
  return undefined;
}

/** Of numbers that are not negative, a sum or a product grows where one does and none falls. */
function together(a: Growth, b: Growth): Growth | undefined {
  if (b.sign === 0) return a;
  return a.sign === 0 || a.sign === b.sign ? b : undefined;
}

function opposite({ sign, ...more }: Growth): Growth {
  return { ...more, sign: sign === 0 ? 0 : sign === 1 ? -1 : 1 };
}

/** Counts of each class, in a text without what is between its parentheses, and what leaves them what they are. */
const COUNTS =
  /^[\w.'"[\]()]*\b(?:bincount|Counter|value_counts)\(\)(?:\.(?:items|values|tolist|to_dict|to_numpy|sort_index|astype)(?:\(\))?)*$|^[\w.]*\bunique\(\)\[1\]$/;
/** A count of all images or all classes, and numbers of counts: `len(y)`, `sum(counts)`, `counts.max()`. */
const TOTAL =
  /^[\w.'"[\]()]*\b(?:len|sum|max|min|mean|median|size)\(\)$|^number of |^[\w.'"[\]()]*(?:shape\[0\]|\.size)$/;

function growthByText(text: string): Growth | undefined {
  const outline = withoutArguments(text);
  if (COUNTS.test(outline)) return { sign: 1 };
  return TOTAL.test(outline) ? { sign: 0 } : undefined;
}

/** `numpy.bincount(labels (integers)).max()` as `numpy.bincount().max()`; arguments that are cut, `bincount(f(a[…)`, end there. */
function withoutArguments(text: string): string {
  let depth = 0;
  return [...text]
    .filter((character) => {
      if (character === ')') depth--;
      if (character === '…') depth = Math.min(depth, 1);
      const isOutside = depth === 0;
      if (character === '(') depth++;
      return isOutside;
    })
    .join('');
}
