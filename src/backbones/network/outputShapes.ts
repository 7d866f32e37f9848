import type { Layer, Network } from './layer.js';
import { zerosAlong } from './padding.js';

/** Shape of the input images; height and width are null where the model takes any size. */
export type InputShape = readonly [height: number | null, width: number | null, channels: number];

/** `[batch, height, width, channels]` or `[batch, features]`; null is any. */
export type OutputShape = readonly (number | null)[];

/** Shape of what comes out of each layer. */
export function outputShapes(network: Network, inputShape: InputShape): Map<string, OutputShape> {
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
    case 'DepthwiseConv2D': {
      const [rows, columns] = layer.kernelSize;
      const outgoing = layer.kind === 'Conv2D' ? layer.filters : channels;
      return [batch, slid(height, rows, layer), slid(width, columns, layer), outgoing];
    }
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return [batch, slid(height, layer.poolSize, layer), slid(width, layer.poolSize, layer), channels];
    case 'ZeroPadding2D': {
      const padded = (axis: 'rows' | 'columns', length: number | null): number | null => {
        const [before, after] = length === null ? [0, 0] : zerosAlong(axis, length, layer.padding);
        return length === null ? null : before + length + after;
      };
      return [batch, padded('rows', height), padded('columns', width), channels];
    }
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      return [batch, channels];
    case 'Flatten': {
      return [batch, combined(incoming[0]!.slice(1), (a, b) => a * b)];
    }
    case 'Concatenate': {
      const all = incoming.map((shape) => shape[shape.length - 1]!);
      return [...incoming[0]!.slice(0, -1), combined(all, (a, b) => a + b)];
    }
    case 'Dense':
      return [batch, layer.units];
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

/** Places that a window takes along an axis. */
function slid(
  length: number | null,
  size: number,
  { strides, padding }: { strides: number; padding: 'same' | 'valid' },
): number | null {
  if (length === null) return null;
  return padding === 'same' ? Math.ceil(length / strides) : Math.floor((length - size) / strides) + 1;
}
