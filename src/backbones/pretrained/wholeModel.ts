import type { Model } from '../keras/readModel.js';
import type { Layer } from '../network/layer.js';
import type { RawWeight, WeightName } from '../network/weights.js';
import { type Classifier, withoutPrefix } from './classifier.js';
import type { LastActivation } from './head.js';

/**
 * A classifier as one model, to be saved: backbone, head, and the last activation, which training has in its loss.
 *
 * @param trained the weights that training changed; the others are those that the classifier was built with
 * @param size of the images, in pixels; the last activation is a softmax where it is left out
 */
export function wholeModel(
  classifier: Classifier,
  trained: ReadonlyMap<WeightName, RawWeight>,
  { height, width, lastActivation = 'softmax' }: { height: number; width: number; lastActivation?: LastActivation },
): Model {
  const { tail, weights } = withoutPrefix(classifier);
  const outputs: Layer = {
    kind: 'Activation',
    name: lastActivation === 'softmax' ? 'probabilities' : 'outputs',
    inputs: [tail.output],
    activation: lastActivation,
  };
  return {
    network: { layers: [...tail.layers, outputs], output: outputs.name },
    weights: new Map([...weights, ...trained]),
    inputShape: [height, width, 3],
    trainable: classifier.trainable,
  };
}
