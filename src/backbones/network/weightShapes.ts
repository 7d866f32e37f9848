import { UserError } from '../../base/errors.js';
import type { Layer, Network } from './layer.js';
import { type InputShape, type OutputShape, outputShapes } from './outputShapes.js';
import type { WeightName } from './weights.js';

/**
 * Shape of each weight of the layers.
 *
 * @param input the channels that come in, or the whole input shape, which a dense layer after a Flatten needs
 * @throws UserError if weights depend on a height or width that the input shape leaves open, as after a Flatten
 */
export function weightShapes(network: Network, input: number | InputShape): Map<WeightName, number[]> {
  const outputs = outputShapes(network, typeof input === 'number' ? [null, null, input] : input);
  return new Map(
    network.layers.flatMap((layer) => {
      const incoming = channelsOf(outputs.get(layer.inputs[0]!));
      const shapes = Object.entries(shapesOf(layer, incoming, outputs.get(layer.name)!));
      return shapes.map(([weight, shape]) => [`${layer.name}/${weight}`, shape] as const);
    }),
  );
}

/** Shapes of a layer's weights by their names, in Keras' order. */
function shapesOf(layer: Layer, incoming: number, outgoingShape: OutputShape): Record<string, number[]> {
  const outgoing = channelsOf(outgoingShape);
  switch (layer.kind) {
    case 'Conv2D':
      return { kernel: [...layer.kernelSize, incoming, outgoing], ...(layer.useBias && { bias: [outgoing] }) };
    case 'DepthwiseConv2D':
      return { depthwise_kernel: [...layer.kernelSize, incoming, 1], ...(layer.useBias && { bias: [outgoing] }) };
    case 'SeparableConv2D':
      return {
        depthwise_kernel: [...layer.kernelSize, incoming, 1],
        pointwise_kernel: [1, 1, incoming, outgoing],
        ...(layer.useBias && { bias: [outgoing] }),
      };
    case 'Dense':
      if (Number.isNaN(incoming)) throw openSize(layer.name);
      return { kernel: [incoming, outgoing], ...((layer.useBias ?? true) && { bias: [outgoing] }) };
    case 'PReLU': {
      const slopes = outgoingShape.slice(1).map((length, i) => (layer.sharedAxes.includes(i + 1) ? 1 : length));
      if (slopes.includes(null)) throw openSize(layer.name);
      return { alpha: slopes as number[] };
    }
    case 'BatchNormalization':
      return {
        ...(layer.scale && { gamma: [outgoing] }),
        ...((layer.center ?? true) && { beta: [outgoing] }),
        moving_mean: [outgoing],
        moving_variance: [outgoing],
      };
    case 'Normalization':
      // Keras keeps the number of images that it was adapted to, though nothing reads it.
      return layer.constants === undefined ? { mean: [outgoing], variance: [outgoing], count: [] } : {};
    default:
      return {};
  }
}

/** Channels, or features, of a shape; NaN if they are open. */
function channelsOf(shape: OutputShape = []): number {
  return shape[shape.length - 1] ?? Number.NaN;
}

function openSize(layer: string): UserError {
  return new UserError(
    `The weights of the layer ${layer} depend on the size of the images.`,
    'a model for images of any size',
    'Give height and width.',
  );
}
