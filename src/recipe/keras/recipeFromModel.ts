import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { BACKBONE_NAMES, type BackboneName } from '../../backbones/architectures/registry.js';
import type { ConfigLayer, ConfigModel } from '../../backbones/keras/configTypes.js';
import { type LayerOptions, layerOfConfig } from '../../backbones/keras/layerOfConfig.js';
import { isAugmentation, isCalledInTraining, leavesOf } from '../../backbones/keras/modelConfig.js';
import type { StoredModel } from '../../backbones/keras/storedLayers.js';
import { readStored } from '../../backbones/keras/storedModel.js';
import type { ActivationName } from '../../backbones/network/activationNames.js';
import type { BatchNormalizationPolicy } from '../../backbones/network/batchNormalization.js';
import type { Sides } from '../../backbones/network/layer.js';
import { sides } from '../../backbones/network/outputShapes.js';
import {
  HEAD_ACTIVATIONS,
  type Head,
  type HeadLayer,
  headOfLayers,
  LAST_ACTIVATIONS,
  type LastActivation,
  MAKES_VECTOR,
} from '../../backbones/pretrained/head.js';
import { recognizeBackbone, recognizeFreezing } from '../../backbones/pretrained/recognizeBackbone.js';
import { scalingsBefore } from '../../backbones/pretrained/scalingsBefore.js';
import { UserError } from '../../base/errors.js';
import { rescalingSteps } from '../../preprocess/rescalingSteps.js';
import { type Affine, REVERSED_CHANNELS, rescaling, type ScalingStep } from '../../preprocess/scaling.js';
import type { RecipeChanges } from '../recipe.js';
import { type OptionsFromKeras, optionsFromKeras } from './optionsFromKeras.js';

/** What a model file says about the recipe that it was trained with. */
export interface RecipeFromModel {
  /** For `withChanges`: backbone and weights, input size, head, unfrozen layers and, if stored, what it was compiled with. */
  changes: RecipeChanges;
  numClasses: number;
  /** Sentences on what a recipe cannot express. */
  notes: string[];
}

/**
 * Reads from a Keras or TensorFlow.js model what a recipe has fields for: backbone and weights, input size, head,
 * frozen layers and, where stored, optimizer and loss.
 *
 * @param file `.h5`, `.keras` or `model.json`
 * @returns changes for {@link withChanges}, and notes about what a recipe has no field for
 * @throws UserError where the file holds no whole model, or one on an unknown backbone
 *
 * @example
 * const { changes } = await thaw.recipeFromModel('model.keras');
 * const recipe = thaw.withChanges(thaw.REFERENCE_RECIPE, changes);
 */
export async function recipeFromModel(file: string): Promise<RecipeFromModel> {
  return await readStored(file, (stored) => {
    const config = wholeConfig(stored, file);
    const known = recipeOf(stored, config, file);
    if (known !== undefined) return known;
    const some = leavesOf(config).slice(0, 4);
    throw new UserError(
      `${file} is expected to have one of these backbones: ${BACKBONE_NAMES.join(', ')}.`,
      `other layers: ${some.map(({ name }) => name).join(', ')}, ...`,
      'Build the model on one of these backbones.',
    );
  });
}

/**
 * Like `recipeFromModel`, for a model with any backbone.
 *
 * @returns undefined if the backbone is unknown
 * @throws UserError if the file holds no whole model
 */
export async function recipeFromModelIfKnown(file: string): Promise<RecipeFromModel | undefined> {
  return await readStored(file, (stored) => recipeOf(stored, wholeConfig(stored, file), file));
}

function wholeConfig({ config }: StoredModel, file: string): ConfigModel {
  if (config !== undefined) return config;
  throw new UserError(`${file} is expected to hold a whole model.`, 'weights only', 'Save it with `model.save`.');
}

function recipeOf(stored: StoredModel, config: ConfigModel, file: string): RecipeFromModel | undefined {
  const { compiled, kerasVersion } = stored;
  const backbone = recognizeBackbone(stored, config);
  if (backbone === undefined) return undefined;
  const all = leavesOf(config);
  const notes: string[] = [];
  const { before, head } = around(all, new Set(backbone.leaves.values()));
  const freezing = recognizeFreezing(backbone);
  const { above, batchNormalization, exceptions, normalizationsBelow } = freezing;
  if (exceptions > 0)
    notes.push(`${exceptions} convolutions are frozen or trainable against the rule 'unfrozen above ${above}'.`);
  if (normalizationsBelow > 0)
    notes.push(`${normalizationsBelow} batch normalization layers train among the frozen layers.`);
  const { head: layers, numClasses, lastActivation } = headOf(head, file, notes);
  const input = all.find(({ className }) => className === 'InputLayer');
  const shape = (input?.config.batch_shape ?? input?.config.batch_input_shape) as (number | null)[] | undefined;
  const [height, width] = shape?.slice(1) ?? [];
  if (!height || !width) notes.push('The model takes images of any size.');
  const scaling = scalingOf(backbone.name, before, notes);
  noteCalls(config, notes);
  const policy = policyOf(kerasVersion, notes);
  const options = optionsFromKeras(compiled, lastActivation);
  return {
    changes: {
      ...(height && width && { height, width }),
      backbone: { name: backbone.name, weights: path.resolve(file) },
      unfrozen: { above, batchNormalization },
      ...(policy && { batchNormalization: policy }),
      head: layers,
      ...(scaling.length > 0 && { scaling }),
      ...(numClasses === 1 ? withoutBinaryLoss(options.changes) : options.changes),
    },
    numClasses,
    notes: [...notes, ...options.notes],
  };
}

/** The layers before the backbone, and those after it, from pooling on. */
function around(
  all: readonly ConfigLayer[],
  ofBackbone: ReadonlySet<ConfigLayer>,
): { before: ConfigLayer[]; head: ConfigLayer[] } {
  // Scalings have no weights that show whose they are.
  const isSure = ({ className }: ConfigLayer): boolean => className !== 'InputLayer' && className !== 'Rescaling';
  const places = all.flatMap((leaf, i) => (ofBackbone.has(leaf) && isSure(leaf) ? [i] : []));
  const after = all.slice(places[places.length - 1]! + 1);
  const start = after.findIndex(({ className }) => /^(Global\w+Pooling2D|Flatten|Dense)$/.test(className));
  return { before: all.slice(0, places[0]), head: start === -1 ? [] : after.slice(start) };
}

const IN_A_HEAD: ReadonlySet<string> = new Set([
  ...['GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Flatten', 'BatchNormalization', 'Dropout', 'Dense'],
  ...['Activation', 'ReLU', 'MaxPooling2D', 'AveragePooling2D'],
]);

/** A layer of a recipe's head; undefined where a recipe has none like it. */
function headLayerOf(layer: LayerOptions): HeadLayer | undefined {
  switch (layer.kind) {
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      return layer.keepDims ? undefined : { layer: layer.kind };
    case 'Flatten':
      return { layer: layer.kind };
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return isPlain(layer) ? { layer: layer.kind, poolSize: layer.poolSize } : undefined;
    case 'BatchNormalization': {
      const { momentum, epsilon, scale, center = true } = layer;
      return scale && center ? { layer: layer.kind, momentum, epsilon } : undefined;
    }
    case 'Dropout':
      return layer.noiseShape === undefined ? { layer: layer.kind, rate: layer.rate } : undefined;
    case 'Dense': {
      const { units, activation, useBias } = layer;
      if (!isInRecipes(activation)) return undefined;
      return { layer: layer.kind, units, activation, ...(useBias === false && { useBias }) };
    }
    case 'Activation':
      return isInRecipes(layer.activation) ? { layer: layer.kind, activation: layer.activation } : undefined;
    default:
      return undefined;
  }
}

/** Whether a pooling has the strides and padding that Keras has by default. */
function isPlain({ poolSize, strides, padding }: Extract<LayerOptions, { poolSize: Sides }>): boolean {
  return padding === 'valid' && isDeepStrictEqual(sides(strides), sides(poolSize));
}

function isInRecipes(activation: ActivationName): boolean {
  return HEAD_ACTIVATIONS.includes(activation);
}

/** One unit for two classes is two units with a softmax in a recipe. */
function withoutBinaryLoss(changes: OptionsFromKeras['changes']): OptionsFromKeras['changes'] {
  const { loss, lastActivation, ...others } = changes;
  return loss?.name === 'BinaryCrossentropy' ? others : changes;
}

interface HeadFromModel {
  head: Head;
  numClasses: number;
  lastActivation: LastActivation | undefined;
}

/** The layers up to the last dense one; what a recipe cannot say of them is noted. */
function headOf(layers: readonly ConfigLayer[], file: string, notes: string[]): HeadFromModel {
  const end = layers.map(({ className }) => className).lastIndexOf('Dense');
  const hidden = hiddenLayers(end === -1 ? layers : layers.slice(0, end), file, notes);
  if (!hasVector(hidden)) hidden.unshift({ layer: 'GlobalAveragePooling2D' });
  const numClasses = Number(layers[end]?.config.units ?? 0);
  if (numClasses === 1)
    notes.push('The last layer has one unit for two classes; a recipe has one unit per class, and a softmax.');
  return {
    head: headOfLayers(hidden),
    numClasses,
    lastActivation: lastActivationOf(layers.slice(end), file, notes),
  };
}

function hasVector(layers: readonly HeadLayer[]): boolean {
  return layers.some(({ layer }) => MAKES_VECTOR.has(layer));
}

function hiddenLayers(layers: readonly ConfigLayer[], file: string, notes: string[]): HeadLayer[] {
  const hidden: HeadLayer[] = [];
  for (const layer of layers) {
    const { name, className } = layer;
    const isVector = hasVector(hidden);
    // Of a vector, it changes nothing.
    if (isVector && className === 'Flatten') continue;
    const known = IN_A_HEAD.has(className) ? headLayerOf(layerOfConfig(layer, file)) : undefined;
    if (known !== undefined && !(isVector && MAKES_VECTOR.has(known.layer))) hidden.push(known);
    else notes.push(`The layer ${name} (${className}) cannot be part of the head of a recipe.`);
  }
  return hidden;
}

/** Of the last dense layer, or of the layers behind it; undefined where a recipe has none like it. */
function lastActivationOf(layers: readonly ConfigLayer[], file: string, notes: string[]): LastActivation | undefined {
  const written = layers
    .filter(({ className }) => /^(Dense|Activation|Softmax|ReLU)$/.test(className))
    .map((layer) => layerOfConfig(layer, file))
    .flatMap((layer) => ('activation' in layer && layer.activation !== 'linear' ? [layer.activation] : []));
  const known = LAST_ACTIVATIONS.find((name) => name === (written[0] ?? 'linear'));
  if (written.length < 2 && known !== undefined) return known;
  notes.push(`A recipe has no last layer with ${written.join(' and ')}.`);
  return undefined;
}

/** The scaling that the model does itself, before that of its backbone. */
function scalingOf(name: BackboneName, layers: readonly ConfigLayer[], notes: string[]): ScalingStep[] {
  const all = layers.filter(({ className }) => className === 'Rescaling' || className === 'ReverseChannels');
  const isReadable = all.every((layer) => affineOfConfig(layer) !== undefined);
  const scaling = isReadable
    ? all.slice(
        0,
        scalingsBefore(
          name,
          all.map((layer) => affineOfConfig(layer)!),
        ),
      )
    : all;
  const readable = scaling.filter((layer) => affineOfConfig(layer) !== undefined);
  const { steps, numTaken } = rescalingSteps(readable.map((layer) => affineOfConfig(layer)!));
  const taken = new Set(readable.slice(0, numTaken));
  for (const { name, className, config } of scaling.filter((layer) => !taken.has(layer))) {
    const { scale = 1, offset = 0 } = config;
    const does = `scales by ${JSON.stringify(scale)} and adds ${JSON.stringify(offset)}`;
    notes.push(`The layer ${name} ${className === 'Rescaling' ? does : 'swaps red and blue'}.`);
  }
  return steps;
}

function affineOfConfig({ className, config: { scale = 1, offset = 0 } }: ConfigLayer): Affine | undefined {
  if (className === 'ReverseChannels') return REVERSED_CHANNELS;
  return isOneOrEach(scale) && isOneOrEach(offset) ? rescaling(scale, offset) : undefined;
}

function isOneOrEach(value: unknown): value is number | number[] {
  const isNumber = (one: unknown): boolean => typeof one === 'number';
  return isNumber(value) || (Array.isArray(value) && value.length === 3 && value.every(isNumber));
}

function noteCalls(config: ConfigModel, notes: string[]): void {
  const augmenting = leavesOf(config).filter(isAugmentation);
  if (augmenting.length > 0) {
    const names = augmenting.map(({ className }) => className).join(', ');
    notes.push(`The model augments its images itself in training, with ${names}. That is not read.`);
  }
  for (const { name } of config.layers.filter(isCalledInTraining)) {
    notes.push(
      `${name} is called with training=True: in Keras, its trainable batch normalization uses the statistics of each batch even in predict. thaw uses moving statistics.`,
    );
  }
}

/** What frozen batch normalization does in the version of Keras that wrote the file. */
export function policyOf(version: string | undefined, notes: string[]): BatchNormalizationPolicy | undefined {
  const [major, minor = 0, patch = 0] = (version ?? '').split(/[.-]/).map(Number);
  if (version === undefined || Number.isNaN(major)) {
    notes.push('The file does not name its version of Keras, so what frozen batch normalization did is unknown.');
    return undefined;
  }
  if (version === '2.2.4-tf') {
    notes.push(
      'TensorFlow 1.15 and 2.0 write the same version, but freeze batch normalization differently; 2.0 is assumed.',
    );
  }
  if (major! > 2 || (major === 2 && (minor >= 4 || version.includes('tf')))) return 'moving';
  return major === 2 && (minor > 1 || (minor === 1 && patch >= 3)) ? 'batch' : 'batch-and-update';
}
