import { random, shuffled } from '../base/random.js';
import { sum } from '../base/sum.js';

/**
 * Assigns a fold to each example, with the classes as even as possible (`StratifiedGroupKFold`). Groups stay together: the
 * largest first, each goes to the fold that has the least of the group's classes.
 *
 * @param groups group of each example, `[numExamples]`; default each its own
 * @returns `[numExamples]`, in 0 ... numFolds - 1
 */
export function stratifiedFolds(
  labels: readonly number[],
  numFolds: number,
  { groups, seed = 0 }: { groups?: readonly (string | number)[]; seed?: number } = {},
): number[] {
  const members = new Map<string | number, number[]>();
  labels.forEach((_, i) => {
    const group = groups?.[i] ?? i;
    const known = members.get(group);
    if (known === undefined) members.set(group, [i]);
    else known.push(i);
  });
  const support = new Map<number, number>();
  for (const label of labels) support.set(label, (support.get(label) ?? 0) + 1);
  const held = Array.from({ length: numFolds }, () => new Map<number, number>());
  const folds = new Array<number>(labels.length);
  const order = shuffled([...members.values()], random(seed, 'folds')).sort((a, b) => b.length - a.length);
  for (const group of order) {
    // Shares and not counts, or the folds would be even in the large classes only.
    const load = held.map((counts) => sum(group, (i) => (counts.get(labels[i]!) ?? 0) / support.get(labels[i]!)!));
    const size = held.map((counts) => sum([...counts.values()]));
    let fold = 0;
    for (let f = 1; f < numFolds; f++) {
      if (load[f]! < load[fold]! - 1e-9 || (load[f]! < load[fold]! + 1e-9 && size[f]! < size[fold]!)) fold = f;
    }
    for (const i of group) {
      folds[i] = fold;
      held[fold]!.set(labels[i]!, (held[fold]!.get(labels[i]!) ?? 0) + 1);
    }
  }
  return folds;
}
