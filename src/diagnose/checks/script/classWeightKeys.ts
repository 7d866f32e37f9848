import { numberOf, stringOf, textOf } from '../../../script/evaluate/values.js';
import { isArrayOfWeights } from '../../../script/library/images/classWeights.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Counts of classes in the order of their size: `value_counts()` of pandas, unless it is sorted by its index, and `most_common()` of
 * a Counter. What is taken from them by position is the count of a rank.
 */
const RANKED =
  /(\ban item of .*(value_counts\(\)(\.(values|to_?list\(\)|to_numpy\(\)))?|most_common\(\))|value_counts\(\)\.iloc\[\d+\])$/;

/** Finds weights by the rank of a class, `{i: ... for i, count in enumerate(df.label.value_counts())}`, where Keras numbers classes by name. */
export function weightsByRank(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ classWeight, call, training, place }) => {
    if (classWeight?.kind !== 'dict' || !/^(folder|dataframe)$/.test(training?.source.kind ?? '')) return [];
    const [ranked] = [...classWeight.entries].flatMap(([key, value]) =>
      typeof key === 'number' && value.kind === 'unknown' && RANKED.test(value.text) ? [value] : [],
    );
    if (ranked === undefined) return [];
    return [
      scriptFinding(reading, {
        check: 'class-weight-keys',
        severity: 'warning',
        summary:
          'The keys of class_weight are ranks: value_counts and most_common put the largest class first. Keras numbers classes in the order of their names, so that a class gets the weight of another, unless both orders are the same.',
        fix: 'Count by class number: `np.unique(train.classes, return_counts=True)`, or use `value_counts().sort_index()`.',
        at: [classWeight.origin, ranked.origin, call.argPlaces.get('class_weight'), place],
      }),
    ];
  });
}

/**
 * Finds class weights that Keras does not take as they are meant: a text such as 'balanced', a list, names of classes as keys,
 * or a class without a weight. Keras wants a dict with a key for each class, from 0 on.
 */
export function classWeightKeys(reading: ScriptReading): Finding[] {
  return reading.stages.flatMap((stage) => {
    const fault = faultOf(stage);
    if (fault === undefined) return [];
    const place = stage.call.argPlaces.get('class_weight') ?? stage.classWeight?.origin;
    return [
      {
        check: 'class-weight-keys',
        severity: 'critical',
        summary: fault,
        evidence: [],
        fix: {
          text: isArrayOfWeights(stage.classWeight!)
            ? 'Give a dict: `dict(enumerate(weights))`.'
            : 'Give a dict with a weight for each class number: `{0: 1.0, 1: 2.5}`, in the order of `class_indices`.',
        },
        places: quotePlaces(reading, [place, stage.classWeight?.origin, stage.place]),
      },
    ];
  });
}

const OLD = 'Keras up to 2.3 ignores it, later versions raise an error';

function faultOf({ classWeight, model }: StageReading): string | undefined {
  if (classWeight === undefined) return undefined;
  const text = stringOf(classWeight);
  if (text !== undefined) return `class_weight='${text}' is no dict: ${OLD}. The classes are not weighted.`;
  if (classWeight.kind === 'sequence')
    return `class_weight is a ${classWeight.type}, not a dict: ${OLD}. The classes are not weighted.`;
  if (isArrayOfWeights(classWeight))
    return `class_weight is an array, not a dict: ${OLD}. The classes are not weighted.`;
  if (classWeight.kind !== 'dict' || !classWeight.isComplete) return undefined;
  const keys = [...classWeight.entries.keys()];
  const named = keys.find((key) => typeof key === 'string');
  if (named !== undefined)
    return `class_weight has the key '${named}': Keras wants class numbers, and raises an error at names.`;
  const numbers = keys.map(Number);
  const units = numberOf(model.head.at(-1)?.args.get('units'));
  // One unit answers two classes.
  const classes = units === undefined ? Math.max(...numbers) + 1 : Math.max(units, 2);
  const missing = Array.from({ length: classes }, (_, i) => i).filter((i) => !numbers.includes(i));
  if (classes > 10_000 || missing.length === 0) {
    const extra = numbers.find((number) => number >= classes);
    return extra === undefined
      ? undefined
      : `class_weight has a weight for class ${extra}, but the model has ${classes} classes, from 0 to ${classes - 1}.`;
  }
  const whole = textOf(classWeight);
  return `class_weight ${whole} has no weight for class ${missing.join(', ')} of ${classes}: Keras 3 takes 1 there, older versions raise an error.`;
}
