import { product } from '../../base/sum.js';
import type { Layer, Network, Sides } from './layer.js';
import { zerosAlong } from './padding.js';

/** Shape of the input images; height and width are null where the model takes any size. */
export type InputShape = readonly [height: number | null, width: number | null, channels: number];

/** `[batch, height, width, channels]` or `[batch, features]`; null is any. */
export type OutputShape = readonly (number | null)[];

/** Shape of what comes out of each layer. */
export function outputShapes(network: Pick<Network, 'layers'>, inputShape: InputShape): Map<string, OutputShape> {
  const shapes = new Map<string, OutputShape>();
  for (const layer of network.layers) {
    const incoming = layer.inputs.map((name) => shapes.get(name)!);
    shapes.set(layer.name, layer.kind === 'InputLayer' ? [null, ...inputShape] : outputShape(layer, incoming));
  }
  return shapes;
}

function outputShape(layer: Layer, incoming: readonly OutputShape[]): OutputShape {
  const [batch, height, width] = incoming[0]! as [number, number, number];
  const channels = incoming[0]![incoming[0]!.length - 1]!;
  switch (layer.kind) {
    case 'Conv2D':
    case 'SeparableConv2D':
    case 'DepthwiseConv2D': {
      const [rows, columns] = layer.kernelSize;
      const outgoing = layer.kind === 'DepthwiseConv2D' ? channels : layer.filters;
      const { strides, padding } = layer;
      return [batch, slid(height, rows, strides, padding), slid(width, columns, strides, padding), outgoing];
    }
    case 'MaxPooling2D':
    case 'AveragePooling2D': {
      const [[rows, columns], [down, right]] = [sides(layer.poolSize), sides(layer.strides)];
      return [batch, slid(height, rows, down, layer.padding), slid(width, columns, right, layer.padding), channels];
    }
    case 'ZeroPadding2D': {
      const padded = (axis: 'rows' | 'columns', length: number | null): number | null => {
        const [before, after] = length === null ? [0, 0] : zerosAlong(axis, length, layer.padding);
        return length === null ? null : before + length + after;
      };
      return [batch, padded('rows', height), padded('columns', width), channels];
    }
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      return layer.keepDims ? [batch, 1, 1, channels] : [batch, channels];
    case 'Flatten': {
      return [batch, combined(incoming[0]!.slice(1), (a, b) => a * b)];
    }
    case 'Concatenate': {
      const all = incoming.map((shape) => shape[shape.length - 1]!);
      return [...incoming[0]!.slice(0, -1), combined(all, (a, b) => a + b)];
    }
    case 'Dense':
      return [...incoming[0]!.slice(0, -1), layer.units];
    case 'Add':
    case 'Multiply':
    case 'Average':
    case 'Maximum':
    case 'CustomScaleLayer':
      return incoming.reduce((a, b) => a.map((length, axis) => (length === 1 ? b[axis]! : length)));
    case 'Reshape':
      return [batch, ...reshaped(layer.targetShape, incoming[0]!.slice(1))];
    case 'Resizing':
      return [batch, layer.height, layer.width, channels];
    case 'TwoClasses':
      return [batch, 2];
    default:
      return incoming[0]!;
  }
}

/** Null where one of the lengths is. */
function combined(lengths: readonly (number | null)[], by: (a: number, b: number) => number): number | null {
  return lengths.reduce((a, b) => (a === null || b === null ? null : by(a, b)));
}

/** The target with a length in place of -1; null where the incoming lengths leave it open. */
function reshaped(target: readonly number[], incoming: readonly (number | null)[]): (number | null)[] {
  const size = combined(incoming, (a, b) => a * b);
  const known = product(target.filter((length) => length !== -1));
  return target.map((length) => (length === -1 ? size && size / known : length));
}

/** Height and width of a window. */
export function sides(value: Sides): readonly [height: number, width: number] {
  return typeof value === 'number' ? [value, value] : value;
}

/** Places that a window takes along an axis. */
function slid(length: number | null, size: number, strides: number, padding: 'same' | 'valid'): number | null {
  if (length === null) return null;
  return padding === 'same' ? Math.ceil(length / strides) : Math.floor((length - size) / strides) + 1;
}
