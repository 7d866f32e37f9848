import { numberOf, oneOrMore, textOf } from '../../evaluate/values.js';
import { argumentReader } from '../read.js';
import type { DataRows } from './data.js';
import { asDtype } from './dtypes.js';
import { filledLabels } from './filledLabels.js';
import type { ImageSource, PixelState } from './flow.js';
import { imagesValue } from './imageArray.js';
import type { LibraryCall } from './imageHost.js';

/**
 * `np.zeros(shape)` and the like, which the script fills: with images where it has three or four axes, otherwise with labels.
 * An array that nothing fills is no image: scripts call a model with one once, to build it.
 */
export const placeholder: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['shape', 'dtype'], at);
  const axes = oneOrMore(settings.value('shape'));
  const type = settings.value('dtype');
  const dtype = type === undefined ? 'float64' : asDtype(type);
  const source: ImageSource = { kind: 'script', text: axes.map((axis) => textOf(axis)).join(', '), place: at };
  if (axes.length < 3 || axes.length > 4) return filledLabels(axes, dtype, source);
  const [height, width] = axes.slice(-3).map(numberOf);
  const count = axes.length === 4 ? numberOf(axes[0]) : undefined;
  const data: DataRows = { source, rows: [], count };
  const start: PixelState = { dtype, height, width };
  return imagesValue({ library: 'numpy', pixels: { start, steps: [] }, data, isOne: axes.length === 3 }, at);
};
