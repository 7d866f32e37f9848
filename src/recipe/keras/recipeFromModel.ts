import * as path from 'node:path';
import { BACKBONE_NAMES } from '../../backbones/architectures/registry.js';
import type { ConfigLayer, ConfigModel } from '../../backbones/keras/configTypes.js';
import { isAugmentation, isCalledInTraining, leavesOf } from '../../backbones/keras/modelConfig.js';
import type { StoredModel } from '../../backbones/keras/storedLayers.js';
import { readStored } from '../../backbones/keras/storedModel.js';
import type { BatchNormalizationPolicy } from '../../backbones/network/batchNormalization.js';
import { recognizeBackbone, recognizeFreezing } from '../../backbones/pretrained/recognizeBackbone.js';
import { UserError } from '../../base/errors.js';
import { rescalingSteps } from '../../preprocess/rescalingSteps.js';
import { type Affine, REVERSED_CHANNELS, rescaling, type ScalingStep } from '../../preprocess/scaling.js';
import type { RecipeChanges } from '../recipe.js';
import { optionsFromKeras } from './optionsFromKeras.js';

/** What a model file says of the recipe that it was trained with. */
export interface RecipeFromModel {
  /** For `withChanges`: backbone and its weights, input size, head, what is frozen, and where stored what it was compiled with. */
  changes: RecipeChanges;
  numClasses: number;
  /** What the file says and a recipe has no place for, in sentences. */
  notes: string[];
}

/**
 * Reads the model half of a recipe out of a model file of Keras (`.h5`, `.keras`) or tfjs: `withChanges(recipe, changes)`
 * is the recipe with this model, its weights those of the file.
 *
 * @throws UserError where the file holds no whole model, or one that stands on no backbone that thaw knows
 */
export async function recipeFromModel(file: string): Promise<RecipeFromModel> {
  return await readStored(file, (stored) => {
    const config = wholeConfig(stored, file);
    const half = halfOf(stored, config, file);
    if (half !== undefined) return half;
    const some = leavesOf(config).slice(0, 4);
    throw new UserError(
      `${file} is expected to stand on one of: ${BACKBONE_NAMES.join(', ')}.`,
      `other layers: ${some.map(({ name }) => name).join(', ')}, ...`,
      'Build the model on one of these.',
    );
  });
}

/**
 * The same, of a model that may stand on any backbone; undefined where it is none that thaw knows.
 *
 * @throws UserError where the file holds no whole model
 */
export async function recipeFromModelIfKnown(file: string): Promise<RecipeFromModel | undefined> {
  return await readStored(file, (stored) => halfOf(stored, wholeConfig(stored, file), file));
}

function wholeConfig({ config }: StoredModel, file: string): ConfigModel {
  if (config !== undefined) return config;
  throw new UserError(`${file} is expected to hold a whole model.`, 'weights alone', 'Save it with `model.save`.');
}

function halfOf(stored: StoredModel, config: ConfigModel, file: string): RecipeFromModel | undefined {
  const { compiled, kerasVersion } = stored;
  const backbone = recognizeBackbone(stored, config);
  if (backbone === undefined) return undefined;
  const all = leavesOf(config);
  const notes: string[] = [];
  const { before, head } = around(all, new Set(backbone.leaves.values()));
  const freezing = recognizeFreezing(backbone);
  const { above, batchNormalization, exceptions, normalizationsBelow } = freezing;
  if (exceptions > 0) notes.push(`${exceptions} convolutions do not follow a cut above ${above}.`);
  if (normalizationsBelow > 0) notes.push(`${normalizationsBelow} batch normalisations train below what is frozen.`);
  const { units, dropout, numClasses } = headOf(head, notes);
  const input = all.find(({ className }) => className === 'InputLayer');
  const shape = (input?.config.batch_shape ?? input?.config.batch_input_shape) as (number | null)[] | undefined;
  const [height, width] = shape?.slice(1) ?? [];
  if (!height || !width) notes.push('The model takes pictures of any size.');
  const scaling = scalingOf(before, notes);
  tellCalls(config, notes);
  const policy = policyOf(kerasVersion, notes);
  const options = optionsFromKeras(compiled);
  return {
    changes: {
      ...(height && width && { height, width }),
      backbone: { name: backbone.name, weights: path.resolve(file) },
      unfrozen: { above, batchNormalization },
      ...(policy && { batchNormalization: policy }),
      head: { units, dropout },
      ...(scaling.length > 0 && { scaling }),
      ...options.changes,
    },
    numClasses,
    notes: [...notes, ...options.notes],
  };
}

/** Layers before the first of the backbone, and from the pooling, or what stands in its place, after its last. */
function around(
  all: readonly ConfigLayer[],
  own: ReadonlySet<ConfigLayer>,
): { before: ConfigLayer[]; head: ConfigLayer[] } {
  const places = all.flatMap((leaf, i) => (own.has(leaf) && leaf.className !== 'InputLayer' ? [i] : []));
  const after = all.slice(places[places.length - 1] + 1);
  const start = after.findIndex(({ className }) => /^(Global\w+Pooling2D|Flatten|Dense)$/.test(className));
  return { before: all.slice(0, places[0]), head: start === -1 ? [] : after.slice(start) };
}

const IN_A_HEAD: ReadonlySet<string> = new Set(['GlobalAveragePooling2D', 'Dense', 'Dropout', 'Activation', 'Softmax']);

function headOf(
  layers: readonly ConfigLayer[],
  notes: string[],
): { units: number[]; dropout: number; numClasses: number } {
  for (const { className, name } of layers) {
    if (!IN_A_HEAD.has(className))
      notes.push(`The layer ${name}, a ${className}, has no place in the head of a recipe.`);
  }
  const dense = layers.filter(({ className }) => className === 'Dense');
  const sizes = dense.map(({ config }) => Number(config.units));
  if (sizes[sizes.length - 1] === 1)
    notes.push('The last layer has one unit for two classes; a recipe has one a class.');
  for (const { name, config } of dense.slice(0, -1)) {
    if (config.activation !== 'relu') notes.push(`The layer ${name} has ${config.activation} where a recipe has relu.`);
  }
  const rates = layers.filter(({ className }) => className === 'Dropout').map(({ config }) => Number(config.rate));
  const dropout = rates.length === 0 ? 0 : Math.max(...rates);
  if (new Set(rates).size > 1 || (rates.length > 0 && rates.length < dense.length)) {
    notes.push(`The dropout ${rates.join(' and ')} is ${dropout} before every dense layer in a recipe.`);
  }
  return { units: sizes.slice(0, -1), dropout, numClasses: sizes[sizes.length - 1] ?? 0 };
}

/** Scalings that the model does itself. */
function scalingOf(layers: readonly ConfigLayer[], notes: string[]): ScalingStep[] {
  const scaling = layers.filter(({ className }) => className === 'Rescaling' || className === 'ReverseChannels');
  const readable = scaling.filter((layer) => affineOfConfig(layer) !== undefined);
  const { steps, numTaken } = rescalingSteps(readable.map((layer) => affineOfConfig(layer)!));
  const taken = new Set(readable.slice(0, numTaken));
  for (const { name, className, config } of scaling.filter((layer) => !taken.has(layer))) {
    const { scale = 1, offset = 0 } = config;
    const does = `scales by ${JSON.stringify(scale)} and adds ${JSON.stringify(offset)}`;
    notes.push(`The layer ${name} ${className === 'Rescaling' ? does : 'exchanges red and blue'}.`);
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

function tellCalls(config: ConfigModel, notes: string[]): void {
  const augmenting = leavesOf(config).filter(isAugmentation);
  if (augmenting.length > 0) {
    const names = augmenting.map(({ className }) => className).join(', ');
    notes.push(`The model augments its pictures itself while it trains, by ${names}: left aside here.`);
  }
  for (const { name } of config.layers.filter(isCalledInTraining)) {
    notes.push(
      `${name} is called with training=True: in Keras its batch normalisations that are not frozen use the statistics of each batch even in predict; here moving statistics answer.`,
    );
  }
}

/** What a frozen batch normalisation does in the Keras that wrote the file. */
export function policyOf(version: string | undefined, notes: string[]): BatchNormalizationPolicy | undefined {
  const [major, minor = 0, patch = 0] = (version ?? '').split(/[.-]/).map(Number);
  if (version === undefined || Number.isNaN(major)) {
    notes.push('The file does not say which Keras wrote it, so what a frozen batch normalisation did is not known.');
    return undefined;
  }
  if (version === '2.2.4-tf') {
    notes.push('TensorFlow 1.15 and 2.0 wrote the file alike, and froze batch normalisation otherwise; taken for 2.0.');
  }
  if (major > 2 || (major === 2 && (minor >= 4 || version.includes('tf')))) return 'moving';
  return major === 2 && (minor > 1 || (minor === 1 && patch >= 3)) ? 'batch' : 'batch-and-update';
}
