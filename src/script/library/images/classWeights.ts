import { table } from '../../../base/table.js';
import {
  type Arguments,
  type Host,
  host,
  stringOf,
  type UnknownFields,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { argumentReader } from '../read.js';
import type { LibraryCall } from './imageHost.js';

/** The array that scikit-learn computes: a weight for each class, so that all classes count alike. */
interface BalancedHost extends Host {
  readonly isBalanced: true;
}

const TEXT = "compute_class_weight('balanced', …)";

/** `compute_class_weight('balanced', classes=..., y=...)`; older versions take all three by position. */
export const computeClassWeight: LibraryCall = (args, at) => {
  const mode = argumentReader(args, ['class_weight', 'classes', 'y'], at).value('class_weight');
  return stringOf(mode) === 'balanced' ? host(balancedHost(), at) : undefined;
};

function balancedHost(): BalancedHost {
  const weight = (index: string, at: Place): Value & UnknownFields => ({
    ...unknown('the data decide it', `${TEXT}[${index}]`, at),
    of: host(weights, at),
  });
  const same = (_args: Arguments, at: Place): Value => host(weights, at);
  const methods: Record<string, typeof same> = table({ tolist: same, astype: same, copy: same, round: same });
  const weights: BalancedHost = {
    what: TEXT,
    isBalanced: true,
    iterate: (at) => ({ items: [weight('i', at)], isComplete: false }),
    item: (index, at) =>
      index.kind === 'slice' ? undefined : weight(index.kind === 'constant' ? String(index.value) : 'i', at),
    method: (name, args, at) => methods[name]?.(args, at),
  };
  return weights;
}

/** Whether it is the array of weights itself, which Keras does not take: it wants a dict. */
export function isArrayOfWeights(value: Value): boolean {
  return value.kind === 'host' && 'isBalanced' in value.host;
}

/** Whether `class_weight` lets all classes count alike: a dict whose weights are those that scikit-learn computes as `balanced`. */
export function areBalanced(value: Value): boolean {
  return value.kind === 'dict' && value.entries.size > 0 && [...value.entries.values()].every(isBalancedWeight);
}

function isBalancedWeight(value: Value): boolean {
  if (isArrayOfWeights(value)) return true;
  // `int` makes other weights of them.
  return (
    value.kind === 'unknown' && value.of !== undefined && !value.text.startsWith('int(') && isBalancedWeight(value.of)
  );
}
