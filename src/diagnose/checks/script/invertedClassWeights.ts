import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Functions that count the images of each class. */
const COUNTS = /\b(bincount|Counter|unique|value_counts)\b/;
/** A count of all images: `len(y)`, `sum(counts)`, `counts.sum()`. */
const TOTAL = /^(len\(.*\)|.*\bsum\(.*\)|number of .*|.*shape\[0\]|\d+)$/;

/**
 * Finds class weights that are the share of each class, `count / total`: frequent classes then count most. Weights balance
 * classes where they are the inverse, `total / (classes * count)`, as scikit-learn's `balanced` computes them.
 */
export function invertedClassWeights(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ classWeight, call, place }) => {
    if (classWeight?.kind !== 'dict') return [];
    const share = [...classWeight.entries.values()].find((value) => value.kind === 'unknown' && isShare(value.text));
    if (share === undefined) return [];
    return [
      scriptFinding(reading, {
        check: 'inverted-class-weights',
        severity: 'critical',
        summary:
          'The weight of a class is its share of the images: rare classes count least, though weights are to raise them.',
        fix: 'Take the inverse: `total / (number_of_classes * count)`, which is what `compute_class_weight("balanced", ...)` of scikit-learn returns.',
        at: [[share.origin, 'count / total'], call.argPlaces.get('class_weight') ?? classWeight.origin, place],
      }),
    ];
  });
}

/** Whether a text is a count of one class, divided by a count of all. */
function isShare(text: string): boolean {
  const at = text.lastIndexOf(' / ');
  if (at === -1) return false;
  const [count, total] = [text.slice(0, at), text.slice(at + 3)];
  // `1 - count / total`, `max / count` and the like begin otherwise.
  const isOfOneClass =
    /^(an item of |[\w.]+\()/.test(count) && COUNTS.test(count) && !/^(max|min|sum|len)\(| [-+*/] /.test(count);
  return isOfOneClass && TOTAL.test(total);
}
