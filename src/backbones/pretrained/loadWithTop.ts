import { UserError } from '../../base/errors.js';
import { PROJECT } from '../../base/project.js';
import type { Expectation, KerasVariant } from '../architectures/entry.js';
import { type BackboneName, REGISTRY } from '../architectures/registry.js';
import { type Model, readWeightsOf } from '../keras/readModel.js';
import { initialWeights } from '../network/initialWeights.js';
import type { Network } from '../network/layer.js';
import type { InputShape } from '../network/outputShapes.js';
import type { RawWeight, WeightName } from '../network/weights.js';
import type { WeightStore } from './imagenetWeights.js';
import { type BundledName, expectationOf, fileOfWeights } from './loadBackbone.js';

/** A backbone with its ImageNet top: what Keras builds with `include_top=True`. */
export interface BackboneWithTop extends Model {
  name: BackboneName;
  expectation: Expectation;
}

/** Options of {@link loadWithTop}. */
export interface TopOptions {
  /** Height of the images in pixels. Default that of ImageNet training; the top of VGG16 takes no other. */
  height?: number;
  /** Width of the images in pixels, likewise. */
  width?: number;
  /** Seed of random weights. Default 0. */
  seed?: number;
  /** Where files of ImageNet weights are kept. */
  store?: WeightStore;
}

/**
 * Builds a backbone with its ImageNet top of 1,000 classes and loads the weights of both, as keras.applications with
 * `include_top=True`. The output is probabilities.
 *
 * @param weights `imagenet`, `random`, or the path of a file that holds the top too
 * @throws UserError where the backbone has no top, has no such weights, or the file does not fit
 *
 * @example
 * const vgg = await thaw.loadWithTop('VGG16', 'random');
 * console.log(thaw.summaryText(thaw.summarize(vgg)));
 */
export async function loadWithTop(
  name: BackboneName,
  weights: string,
  options: TopOptions = {},
): Promise<BackboneWithTop> {
  const network = withTop(name);
  const expectation = expectationOf(name, weights);
  const { height = expectation.defaultSize, width = expectation.defaultSize, seed = 0, store } = options;
  const inputShape = [height, width, 3] as const;
  const loaded = await weightsWithTop(name, weights, network, inputShape, seed, store);
  return { name, network: withTop(name, REGISTRY[name].variantOf?.(loaded)), weights: loaded, inputShape, expectation };
}

/**
 * A backbone's network with its ImageNet top, under the names of keras-applications.
 *
 * @throws UserError if the backbone has no top
 */
export function withTop(name: BackboneName, variant?: KerasVariant): Network {
  const { build, top } = REGISTRY[name];
  if (top === undefined) {
    const others = Object.entries(REGISTRY).flatMap(([other, entry]) => (entry.top === undefined ? [] : [other]));
    throw new UserError(
      `A backbone with an ImageNet top was expected: ${others.join(', ')}.`,
      name,
      'Name another one.',
    );
  }
  const network = build(variant);
  const layers = [...network.layers, ...top(network.output)];
  return { layers, output: layers[layers.length - 1]!.name };
}

async function weightsWithTop(
  name: BackboneName,
  weights: string,
  network: Network,
  inputShape: InputShape,
  seed: number,
  store: WeightStore | undefined,
): Promise<Map<WeightName, RawWeight>> {
  if (weights === 'random') return initialWeights(network, inputShape, seed);
  const file = await fileOfWeights(name, weights, store, network);
  if (file !== undefined) return await readWeightsOf(network, file, inputShape);
  const bundled = REGISTRY[name].bundled[weights as BundledName]!;
  if (bundled.hasTop) return await bundled.load(network, PROJECT);
  throw new UserError(
    `Weights of ${name} with its ImageNet top were expected.`,
    `${weights}, without one`,
    "Name 'imagenet', the path of a file, or 'random'; or load the backbone without its top.",
  );
}
