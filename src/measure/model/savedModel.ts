import { type BackboneName, REGISTRY } from '../../backbones/architectures/registry.js';
import { type Model, readModel } from '../../backbones/keras/readModel.js';
import {
  type TrainableNormalizations,
  trainableNormalizations,
} from '../../backbones/keras/trainableNormalizations.js';
import type { ActivationName } from '../../backbones/network/activationNames.js';
import type { Layer, Network } from '../../backbones/network/layer.js';
import { outputShapes } from '../../backbones/network/outputShapes.js';
import { endingOf, withProbabilities } from '../../backbones/pretrained/probabilities.js';
import { scalingsBefore } from '../../backbones/pretrained/scalingsBefore.js';
import { UserError } from '../../base/errors.js';
import { rescalingSteps } from '../../preprocess/rescalingSteps.js';
import {
  type Affine,
  REVERSED_CHANNELS,
  rescaling,
  type ScalingMode,
  type ScalingStep,
} from '../../preprocess/scaling.js';
import { type RecipeFromModel, recipeFromModelIfKnown } from '../../recipe/keras/recipeFromModel.js';

/** A trained model, as read from its file. */
export interface SavedModel {
  /** From scaled images to probabilities, without scalings of its own. */
  model: Model;
  numClasses: number;
  /** Its last layer, as it is in the file; the activation is undefined where it ends otherwise. */
  output: { units: number; activation: ActivationName | undefined };
  /** Its own scaling, by `Rescaling` or `Normalization` layers or `preprocess_input`, as far as steps can express it. */
  own: ScalingStep[];
  /** Whether it scales its input itself, in part or all, before its backbone. */
  scalesItself: boolean;
  /** What the file says about the recipe; undefined where thaw does not know its backbone. */
  half: RecipeFromModel | undefined;
  backbone: BackboneName | undefined;
  /** How many of its batch normalizations are marked as trainable, and as frozen. */
  normalizations: TrainableNormalizations;
  /**
   * What trained weights of that backbone expect; undefined where there are none, no such backbone, or one that was built
   * without the scaling that it begins with.
   */
  expected: ScalingMode | undefined;
}

/**
 * Reads a whole model of Keras or tfjs for predictions.
 *
 * @throws UserError where the file has weights only, a layer that thaw does not support, or no classifier of RGB images
 */
export async function readSavedModel(file: string): Promise<SavedModel> {
  const { network, weights, inputShape } = await readModel(file);
  const half = await recipeFromModelIfKnown(file);
  const normalizations = await trainableNormalizations(file);
  const shape = outputShapes(network, inputShape).get(network.output)!;
  const units = shape[shape.length - 1];
  if (inputShape[2] !== 3 || shape.length !== 2 || units === null) {
    throw new UserError(
      `${file} is expected to take images of three channels and to have one output per class, or one for two classes.`,
      `input [${inputShape.join(', ')}], output [${shape.slice(1).join(', ')}]`,
      'Give the whole classifier, with a dense layer of one unit per class at its end.',
    );
  }
  const backbone = half?.changes.backbone?.name;
  const { rest, own, scalesItself, isExpected } = withoutOwnScaling(network, backbone);
  return {
    model: { network: withProbabilities(rest, units!), weights, inputShape },
    numClasses: Math.max(2, units!),
    output: { units: units!, activation: endingOf(network) },
    own,
    scalesItself,
    half,
    backbone,
    normalizations,
    expected: backbone === undefined || !isExpected ? undefined : REGISTRY[backbone].file?.scaling,
  };
}

interface WithoutScaling {
  rest: Network;
  own: ScalingStep[];
  scalesItself: boolean;
  /** Whether the backbone begins with the scaling that its registered one does. */
  isExpected: boolean;
}

/**
 * Removes the scalings that follow the input, in order, as far as pipeline steps can express them, and without those that the
 * backbone begins with. Resizing stays: scaling before it is the same as after it, since it takes weighted means of pixels.
 */
function withoutOwnScaling(network: Network, backbone: BackboneName | undefined): WithoutScaling {
  const chain: Layer[] = [];
  for (let last = network.layers.find(({ kind }) => kind === 'InputLayer')!; ; ) {
    const takers = network.layers.filter(({ inputs }) => inputs.includes(last.name));
    const isScaling = takers.length === 1 && scalingOfLayer(takers[0]!) !== undefined;
    if (isScaling) chain.push(takers[0]!);
    else if (takers.length !== 1 || takers[0]!.kind !== 'Resizing') break;
    last = takers[0]!;
  }
  const scalings = chain.map((layer) => scalingOfLayer(layer)!);
  const before = backbone === undefined ? scalings.length : scalingsBefore(backbone, scalings);
  const isExpected = backbone === undefined || REGISTRY[backbone].file?.scaling !== 'none' || before < scalings.length;
  const { steps, numTaken } = rescalingSteps(scalings.slice(0, before));
  const taken = new Set(chain.slice(0, numTaken).map(({ name }) => name));
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]));
  const source = (name: string): string => (taken.has(name) ? source(byName.get(name)!.inputs[0]!) : name);
  const layers = network.layers
    .filter(({ name }) => !taken.has(name))
    .map((layer) => ({ ...layer, inputs: layer.inputs.map(source) }));
  return { rest: { ...network, layers }, own: steps, scalesItself: before > 0, isExpected };
}

function scalingOfLayer(layer: Layer): Affine | undefined {
  if (layer.kind === 'ReverseChannels') return REVERSED_CHANNELS;
  return layer.kind === 'Rescaling' ? rescaling(layer.scale, layer.offset) : undefined;
}
