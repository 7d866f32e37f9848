import { numberOf, textOf } from '../../evaluate/values.js';
import { argumentReader } from '../read.js';
import type { DataRows } from './data.js';
import { asDtype } from './dtypes.js';
import { filledLabels } from './filledLabels.js';
import type { ImageSource, PixelState } from './flow.js';
import { imagesValue } from './imageArray.js';
import type { LibraryCall } from './imageHost.js';

/** An array that the script fills: of images with three or four axes, otherwise of labels. */
export function placeholder(value: number): LibraryCall {
  return (args, at) => {
    const settings = argumentReader(args, ['shape', 'dtype'], at);
    const shape = settings.value('shape');
    const axes = shape?.kind === 'sequence' ? shape.items : shape === undefined ? [] : [shape];
    const type = settings.value('dtype');
    const dtype = type === undefined ? 'float64' : asDtype(type);
    if (axes.length < 3 || axes.length > 4) return filledLabels(axes, dtype, at);
    const [height, width] = axes.slice(-3).map(numberOf);
    const start: PixelState = { range: [[value, value]], dtype, height, width };
    const source: ImageSource = { kind: 'script', text: axes.map((axis) => textOf(axis)).join(', '), place: at };
    const count = axes.length === 4 ? numberOf(axes[0]) : undefined;
    const data: DataRows = { source, rows: [], count };
    return imagesValue({ library: 'numpy', pixels: { start, steps: [] }, data, isOne: axes.length === 3 }, at);
  };
}
