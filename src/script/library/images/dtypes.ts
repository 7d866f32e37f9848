import { table } from '../../../base/table.js';
import { stringOf, type Value } from '../../evaluate/values.js';

/** Types of Python and aliases, by NumPy's names. */
const ALIASES: Record<string, string> = table({
  float: 'float64',
  int: 'int64',
  double: 'float64',
  single: 'float32',
  half: 'float16',
  float_: 'float64',
  bool: 'bool',
  bool_: 'bool',
  ubyte: 'uint8',
  f: 'float32',
  f4: 'float32',
  u1: 'uint8',
  B: 'uint8',
  d: 'float64',
});

/** A type of numbers as a script names it: `'float32'`, `np.float32`, `tf.uint8`, `float`; undefined for anything else. */
export function asDtype(value: Value): string | undefined {
  const name = stringOf(value) ?? (value.kind === 'name' ? value.name : undefined);
  const last = name?.split('.').at(-1);
  if (last === undefined) return undefined;
  if (last === 'floatx') return 'float32';
  return ALIASES[last] ?? (/^(u?int|b?float)\d+$/.test(last) ? last : undefined);
}
