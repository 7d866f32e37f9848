import { type Execution, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { type DataRows, rowsOfText } from './data.js';
import type { DecodeAction } from './flow.js';
import { withStep } from './foldStep.js';
import { imagesValue } from './imageArray.js';
import type { ImageArrayFields } from './imageHost.js';

/** An image that is read from a file, as the library gives it. */
export function decodedFile(
  path: Value | undefined,
  action: Omit<DecodeAction, 'kind'>,
  library: ImageArrayFields['library'],
  at: Place,
  run: Execution,
): Value {
  const pixels = withStep({ start: {}, steps: [] }, { kind: 'decode', ...action }, at);
  return imagesValue({ library, pixels, data: filesOf(path, at, run), isOne: true }, at);
}

/** The rows of which a path is one; otherwise the path itself, as far as it is known. */
export function filesOf(path: Value | undefined, at: Place, run: Execution): DataRows {
  const text = path === undefined ? 'a file' : textOf(path);
  const plain = path?.kind === 'constant' ? String(path.value) : text;
  return rowsOfText(text, run) ?? { source: { kind: 'files', text: plain, place: path?.origin ?? at }, rows: [] };
}
