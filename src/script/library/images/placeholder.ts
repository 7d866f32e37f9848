import { numberOf, oneOrMore, stringOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { argumentReader } from '../read.js';
import type { DataRows } from './data.js';
import { asDtype } from './dtypes.js';
import { filledLabels } from './filledLabels.js';
import type { ImageSource, PixelState } from './flow.js';
import { endOf } from './foldStep.js';
import { imagesValue } from './imageArray.js';
import { arrayIn, changed, type LibraryCall } from './imageHost.js';

/**
 * `np.zeros(shape)` and the like, which the script fills: with images where it has three or four axes, otherwise with labels.
 * An array that nothing fills is no image: scripts call a model with one once, to build it.
 */
export const placeholder: LibraryCall = made(['shape', 'dtype'], 'float64');

/** `np.full(shape, 0, dtype='uint8')`. */
export const fullPlaceholder: LibraryCall = made(['shape', 'fill_value', 'dtype'], undefined);

const mapped: LibraryCall = made(['filename', 'dtype', 'mode', 'offset', 'shape'], 'uint8');

/** `np.memmap(file, dtype, 'w+', shape=shape)`: an array in a new file. What an older file holds is not known. */
export const memoryMap: LibraryCall = (args, at, run) =>
  stringOf(args.keywords.get('mode') ?? args.positional[2]) === 'w+' ? mapped(args, at, run) : undefined;

/** `np.zeros_like(images)`: an array that the script fills with others. */
export const placeholderLike: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['a', 'dtype'], at);
  const images = arrayIn(settings.value('a') ?? args.keywords.get('prototype'));
  if (images === undefined) return undefined;
  const { dtype, height, width } = endOf(images.pixels);
  const type = settings.value('dtype');
  const start: PixelState = { dtype: type === undefined ? dtype : asDtype(type), height, width };
  return changed(images, { library: 'numpy', pixels: { start, steps: [] } }, at);
};

/** @param otherwise type of the numbers where the call does not say it; undefined where what it is filled with decides */
function made(names: readonly string[], otherwise: string | undefined): LibraryCall {
  return (args, at) => {
    const settings = argumentReader(args, names, at);
    const type = settings.value('dtype');
    return arrayOfShape(settings.value('shape'), type === undefined ? otherwise : asDtype(type), at);
  };
}

function arrayOfShape(shape: Value | undefined, dtype: string | undefined, at: Place): Value | undefined {
  const axes = oneOrMore(shape);
  const source: ImageSource = { kind: 'script', text: axes.map((axis) => textOf(axis)).join(', '), place: at };
  if (axes.length < 3 || axes.length > 4) return filledLabels(axes, dtype, source);
  const [height, width] = axes.slice(-3).map(numberOf);
  const count = axes.length === 4 ? numberOf(axes[0]) : undefined;
  const data: DataRows = { source, rows: [], count, countAt: axes[0]?.origin };
  const start: PixelState = { dtype, height, width };
  return imagesValue({ library: 'numpy', pixels: { start, steps: [] }, data, isOne: axes.length === 3 }, at);
}
