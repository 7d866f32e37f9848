import { type Model, readModel } from '../backbones/keras/readModel.js';
import type { Layer, Network } from '../backbones/layer.js';
import { outputShapes } from '../backbones/outputShapes.js';
import { type BackboneName, REGISTRY } from '../backbones/registry.js';
import { UserError } from '../base/errors.js';
import { rescalingSteps } from '../preprocess/rescalingSteps.js';
import type { ScalingMode, ScalingStep } from '../preprocess/scaling.js';
import { type ModelHalf, recipeOfModelIfKnown } from './recipeOfModel.js';

/** A model that somebody has trained, as its file holds it. */
export interface GivenModel {
  /** From scaled pictures to probabilities: without scalings of its own, with a softmax at its end. */
  model: Model;
  numClasses: number;
  /** What it does to pictures before anything else, by layers `Rescaling`. */
  own: ScalingStep[];
  /** What the file says of the recipe; undefined where it stands on no backbone that thaw knows. */
  half: ModelHalf | undefined;
  backbone: BackboneName | undefined;
  /** What trained weights of that backbone expect; undefined where there are none, or no such backbone. */
  expected: ScalingMode | undefined;
}

/**
 * Reads a whole model of Keras or tfjs to be asked about pictures.
 *
 * @throws UserError where the file holds weights alone, a layer that thaw does not run, or no classifier of RGB pictures
 */
export async function readGivenModel(file: string): Promise<GivenModel> {
  const { network, weights, inputShape } = await readModel(file);
  const half = await recipeOfModelIfKnown(file);
  const { rest, own } = withoutOwnScaling(network);
  const shape = outputShapes(network, inputShape).get(network.output)!;
  const numClasses = shape[shape.length - 1];
  if (inputShape[2] !== 3 || shape.length !== 2 || numClasses === null || numClasses < 2) {
    throw new UserError(
      `${file} is expected to take pictures of three channels and to answer with one value a class.`,
      `input [${inputShape.join(', ')}], output [${shape.slice(1).join(', ')}]`,
      'Give the whole classifier, with a dense layer of one unit a class at its end.',
    );
  }
  const backbone = half?.changes.backbone?.name;
  return {
    model: { network: withProbabilities(rest), weights, inputShape },
    numClasses,
    own,
    half,
    backbone,
    expected: backbone === undefined ? undefined : REGISTRY[backbone].file?.scaling,
  };
}

/** The layers `Rescaling` that follow on the input are taken out, in their order. */
function withoutOwnScaling(network: Network): { rest: Network; own: ScalingStep[] } {
  const own: ScalingStep[] = [];
  let layers = [...network.layers];
  for (;;) {
    const input = layers.find(({ kind }) => kind === 'InputLayer')!;
    const takers = layers.filter(({ inputs }) => inputs.includes(input.name));
    const [first] = takers;
    if (takers.length !== 1 || first.kind !== 'Rescaling') return { rest: { ...network, layers }, own };
    own.push(...rescalingSteps(first.scale, first.offset));
    layers = layers
      .filter((layer) => layer !== first)
      .map((layer) => ({
        ...layer,
        inputs: layer.inputs.map((name) => (name === first.name ? input.name : name)),
      }));
  }
}

/** A model that was trained on its logits answers with them. */
function withProbabilities(network: Network): Network {
  const last = network.layers.find(({ name }) => name === network.output)!;
  if ('activation' in last && last.activation === 'softmax') return network;
  const softmax: Layer = { kind: 'Activation', name: 'probabilities', inputs: [last.name], activation: 'softmax' };
  return { layers: [...network.layers, softmax], output: softmax.name };
}
