import { UserError } from '../../base/errors.js';
import type { Network } from './layer.js';
import { type InputShape, type OutputShape, outputShapes } from './outputShapes.js';
import type { WeightName } from './weights.js';

/**
 * Shape of each weight of the layers.
 *
 * @param input the channels that come in; or the whole shape, which a dense layer after a Flatten needs
 * @throws UserError where a dense layer follows a Flatten and the shape leaves height or width open
 */

export function weightShapes(network: Network, input: number | InputShape): Map<WeightName, number[]> {
  const outputs = outputShapes(network, typeof input === 'number' ? [null, null, input] : input);
  const shapes = new Map<WeightName, number[]>();
  for (const layer of network.layers) {
    const incoming = channelsOf(outputs.get(layer.inputs[0]));
    const outgoing = channelsOf(outputs.get(layer.name));
    if (layer.kind === 'Conv2D') shapes.set(`${layer.name}/kernel`, [...layer.kernelSize, incoming, outgoing]);
    if (layer.kind === 'DepthwiseConv2D') {
      shapes.set(`${layer.name}/depthwise_kernel`, [...layer.kernelSize, incoming, 1]);
    }
    if ((layer.kind === 'Conv2D' || layer.kind === 'DepthwiseConv2D') && layer.useBias) {
      shapes.set(`${layer.name}/bias`, [outgoing]);
    }
    if (layer.kind === 'Dense') {
      if (Number.isNaN(incoming)) throw openSize(layer.name);
      shapes.set(`${layer.name}/kernel`, [incoming, outgoing]);
      shapes.set(`${layer.name}/bias`, [outgoing]);
    }
    if (layer.kind === 'BatchNormalization') {
      const learnt = [...(layer.scale ? ['gamma'] : []), ...((layer.center ?? true) ? ['beta'] : [])];
      const names = [...learnt, 'moving_mean', 'moving_variance'];
      for (const name of names) shapes.set(`${layer.name}/${name}`, [outgoing]);
    }
  }
  return shapes;
}
/** Channels, or features, of a shape; NaN where they are open. */

export function channelsOf(shape: OutputShape = []): number {
  return shape[shape.length - 1] ?? Number.NaN;
}
export function openSize(layer: string): UserError {
  return new UserError(
    `The dense layer ${layer} follows a Flatten, so that its weights depend on the size of the pictures.`,
    'a model for pictures of any size',
    'Give height and width.',
  );
}
