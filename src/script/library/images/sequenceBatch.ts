import { type Execution, numberOf, scopeIn, type Value } from '../../evaluate/values.js';
import type { Expression, Place } from '../../syntax/ast.js';
import { walk } from '../../syntax/walk.js';
import { notRead, type Read, read } from '../read.js';

/**
 * How many images a batch of a `keras.utils.Sequence` of the script has: what `__getitem__` multiplies the number of the batch
 * with, as in `self.files[index * self.batch_size:(index + 1) * self.batch_size]`.
 */
export function batchOfSequence(method: Value, at: Place, run: Execution): Read<number | null> {
  const sizes = new Map<number, Place>();
  for (const factor of factorsOf(method)) {
    const value = factorValue(method, factor, run);
    const size = value && numberOf(value);
    if (value !== undefined && size !== undefined && Number.isInteger(size) && size > 0) sizes.set(size, value.origin);
  }
  const [only] = sizes;
  return sizes.size === 1 && only !== undefined
    ? read<number | null>(only[0], only[1], at)
    : notRead('the generator of the script decides it', 'batch size', at);
}

/** What the number of the batch is multiplied with. */
function factorsOf(method: Value): Expression[] {
  const index = method.kind === 'function' ? method.parameters.positional[1]?.name : undefined;
  if (method.kind !== 'function' || index === undefined) return [];
  const isIndex = (one: Expression): boolean => one.type === 'Name' && one.id === index;
  const found: Expression[] = [];
  for (const node of walk(method.body)) {
    if (node.type !== 'BinOp' || node.op !== '*') continue;
    if (isIndex(node.left)) found.push(node.right);
    else if (isIndex(node.right)) found.push(node.left);
  }
  return found;
}

/** A number, or an attribute of the object itself; undefined for anything else, such as a name that the method gives a value. */
function factorValue(method: Value, factor: Expression, run: Execution): Value | undefined {
  if (method.kind !== 'function' || method.self === undefined) return undefined;
  const self = method.parameters.positional[0]?.name;
  const isOfSelf = factor.type === 'Attribute' && factor.value.type === 'Name' && factor.value.id === self;
  if (self === undefined || (factor.type !== 'Constant' && !isOfSelf)) return undefined;
  const scope = scopeIn(method.scope);
  scope.names.set(self, method.self);
  return run.evaluate(factor, scope);
}
