import type { Layer } from '../network/layer.js';

/** Of the ILSVRC 2012, which the weights of keras-applications tell apart. */
export const IMAGENET_CLASSES = 1000;

/**
 * The top that most of keras-applications have: global average pooling, dropout where there is one, and a dense layer
 * `predictions` with softmax.
 *
 * @param pooling name of the pooling layer
 * @param input name of the layer that comes in
 */
export function pooledTop(pooling: string, input: string, dropout?: { name: string; rate: number }): Layer[] {
  const layers: Layer[] = [{ kind: 'GlobalAveragePooling2D', name: pooling, inputs: [input] }];
  if (dropout !== undefined) layers.push({ kind: 'Dropout', ...dropout, inputs: [pooling] });
  const inputs = [dropout?.name ?? pooling];
  return [...layers, { kind: 'Dense', name: 'predictions', inputs, units: IMAGENET_CLASSES, activation: 'softmax' }];
}
