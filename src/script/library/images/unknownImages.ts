import { type Execution, textOf, type Value } from '../../evaluate/values.js';
import { rowsOfText, unknownSource } from './data.js';
import { withStep } from './foldStep.js';
import { imagesValue } from './imageArray.js';
import { arrayIn, type ImageArray, type ImageArrayFields } from './imageHost.js';
import { rowsIn } from './rowsHost.js';

/**
 * Images of which thaw does not know how they were made: what a function of images alone is called with. Undefined where a
 * value is something else.
 */
export function unknownImages(
  value: Value,
  library: ImageArrayFields['library'] = 'numpy',
  run?: Execution,
): ImageArray | undefined {
  const rows = rowsIn(value);
  if (value.kind !== 'unknown' && rows === undefined) return undefined;
  const text = textOf(value);
  const why = value.kind === 'unknown' ? value.why : 'the text does not say what they are';
  const pixels = withStep({ start: {}, steps: [] }, { kind: 'unknown', text, why }, value.origin);
  const known = rows?.data ?? (run === undefined ? undefined : rowsOfText(text, run));
  const data = known ?? { source: unknownSource(text, value.origin), rows: [] };
  return arrayIn(imagesValue({ library, pixels, data, isOne: undefined }, value.origin));
}
