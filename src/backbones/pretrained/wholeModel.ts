import type { Model } from '../keras/readModel.js';
import type { Layer } from '../network/layer.js';
import type { RawWeight, WeightName } from '../network/weights.js';
import { type Classifier, withoutPrefix } from './classifier.js';

/**
 * A classifier as one model, to be saved: backbone, head, and the softmax that training has in its loss.
 *
 * @param trained the weights that training changed; the others are those that the classifier was built with
 * @param size of the images, in pixels
 */
export function wholeModel(
  classifier: Classifier,
  trained: ReadonlyMap<WeightName, RawWeight>,
  { height, width }: { height: number; width: number },
): Model {
  const { tail, weights } = withoutPrefix(classifier);
  const probabilities: Layer = {
    kind: 'Activation',
    name: 'probabilities',
    inputs: [tail.output],
    activation: 'softmax',
  };
  return {
    network: { layers: [...tail.layers, probabilities], output: probabilities.name },
    weights: new Map([...weights, ...trained]),
    inputShape: [height, width, 3],
    trainable: classifier.trainable,
  };
}
