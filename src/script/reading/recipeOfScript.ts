import { isDeepStrictEqual } from 'node:util';
import { BACKBONE_NAMES, type BackboneName, REGISTRY } from '../../backbones/architectures/registry.js';
import { table } from '../../base/table.js';
import { isNone, numberOf, stringOf, truthOf } from '../evaluate/values.js';
import { areBalanced } from '../library/images/classWeights.js';
import type { ImageFlow, PixelStep } from '../library/images/flow.js';
import { innerLayers, isOpaque, type LayerNode } from '../library/models/layerNode.js';
import { nameOfPretrained } from './fields.js';
import { headOfScript } from './headOfScript.js';
import { lastLayerOfScript } from './lastLayerOfScript.js';
import { augmentationOfSteps, scalingOfSteps } from './scalingOfSteps.js';
import type { StageReading } from './stageReading.js';

/** Fields of a recipe that a script gives, and what it has that a recipe cannot say. */
export interface RecipeOfScript {
  /** As a recipe file holds them; fields that are not visible are left out. */
  fields: Record<string, unknown>;
  /** Fields that the script leaves to Keras' default or that are not visible: thaw's recipe then has Keras' default. */
  notVisible: string[];
  /** What a recipe cannot say, in words. */
  notes: string[];
}

/**
 * The trainings of a script as a recipe: several are its phases.
 *
 * @param steps of the training images
 * @param validationSteps of the validation images; without it, they are taken to be scaled as those of training
 */
export function recipeOfScript(
  stages: readonly StageReading[],
  steps: readonly PixelStep[],
  validationSteps?: readonly PixelStep[],
): RecipeOfScript {
  const found: RecipeOfScript = { fields: {}, notVisible: [], notes: [] };
  // A training of no epoch is none.
  const trained = stages.filter(({ epochs }) => epochs.value !== 0);
  const last = trained.at(-1);
  if (last === undefined) return found;
  const first = trained[0]!;
  backbone(first, found);
  images(last.images, steps, found);
  if (validationSteps !== undefined) validationScaling(validationSteps, found);
  if (last.model.isOnFeatures && found.fields.augmentation) {
    found.notes.push('features keep the random changes that were drawn once; a recipe draws them anew in each epoch');
  }
  // Without a base, the network is the script's own, and no recipe has it.
  set(found, 'head', headOfScript(first.model, first.model.base === undefined ? [] : found.notes));
  training(first, found);
  if (trained.length > 1) {
    found.fields.phases = trained.map((stage) => {
      const phase: RecipeOfScript = { fields: {}, notVisible: [], notes: [] };
      training(stage, phase);
      unfrozen(stage, phase);
      const { epochs, stepsPerEpoch, learningRate, unfrozen: above, optimizer, classWeight = 'none' } = phase.fields;
      // A training that does not say it takes all images, whatever the first one does.
      const ofPhase = stepsPerEpoch ?? (found.fields.stepsPerEpoch === undefined ? undefined : null);
      const other = isDeepStrictEqual(optimizer, found.fields.optimizer) ? undefined : optimizer;
      return Object.fromEntries(
        Object.entries({
          epochs,
          stepsPerEpoch: ofPhase,
          learningRate,
          unfrozen: above,
          optimizer: other,
          ...weighted(classWeight, found),
        }).filter(([, value]) => value !== undefined),
      );
    });
  } else unfrozen(first, found);
  return found;
}

/** The class weights of a phase, where they are not those of the first one. */
function weighted(classWeight: unknown, { fields }: RecipeOfScript): Record<string, unknown> {
  return classWeight === (fields.classWeight ?? 'none') ? {} : { classWeight };
}

function set(found: RecipeOfScript, field: string, value: unknown): void {
  if (value === undefined) found.notVisible.push(field);
  else found.fields[field] = value;
}

function backbone({ model: { base } }: StageReading, found: RecipeOfScript): void {
  const application = base?.model?.application;
  const name = BACKBONE_NAMES.find((one) => one === application);
  if (base === undefined || name === undefined) {
    const of = base === undefined ? undefined : nameOfPretrained(base);
    if (of !== undefined) found.notes.push(`thaw cannot train ${of} yet`);
    set(found, 'backbone', undefined);
    return;
  }
  const given = base.args.get('weights');
  const weights = given === undefined ? 'imagenet' : isNone(given) ? 'random' : stringOf(given);
  set(found, 'backbone', weights === undefined ? undefined : { name, weights });
}

const INTERPOLATIONS: Record<string, 'nearest' | 'bilinear'> = table({
  nearest: 'nearest',
  bilinear: 'bilinear',
  inter_nearest: 'nearest',
  inter_linear: 'bilinear',
});

function images(flow: ImageFlow | undefined, steps: readonly PixelStep[], found: RecipeOfScript): void {
  set(found, 'height', flow?.height.value);
  set(found, 'width', flow?.width.value);
  const resize = steps.filter((step) => step.kind === 'resize').at(-1);
  const interpolation = resize?.interpolation.value;
  set(found, 'interpolation', interpolation === undefined ? undefined : INTERPOLATIONS[interpolation]);
  if (interpolation !== undefined && INTERPOLATIONS[interpolation] === undefined) {
    found.notes.push(`a recipe has no interpolation ${interpolation}`);
  }
  set(found, 'scaling', scalingOfSteps(steps, found.notes));
  set(found, 'augmentation', augmentationOfSteps(steps, found.notes));
}

/** Left out where it is that of training, or where that is not visible. */
function validationScaling(steps: readonly PixelStep[], found: RecipeOfScript): void {
  const { scaling } = found.fields;
  if (scaling === undefined) return;
  const notes: string[] = [];
  const ofValidation = scalingOfSteps(steps, notes);
  for (const note of notes) if (!found.notes.includes(note)) found.notes.push(`${note}, for validation images`);
  if (!isDeepStrictEqual(ofValidation, scaling)) set(found, 'validationScaling', ofValidation);
}

/** The same layers as the field `unfrozen` of a recipe; undefined where that cannot say it exactly, or the text leaves it open. */
export function unfrozenOfStage(stage: StageReading): { above: string; batchNormalization: boolean } | undefined {
  const found: RecipeOfScript = { fields: {}, notVisible: [], notes: [] };
  unfrozen(stage, found);
  const value = found.fields.unfrozen as { above: string; batchNormalization: boolean } | undefined;
  return found.notes.length === 0 && !stage.model.isOnFeatures ? value : undefined;
}

/** The layers of the base that train: nothing, everything, or what lies above a block. */
function unfrozen({ model }: StageReading, found: RecipeOfScript): void {
  const { base, flags, isOnFeatures } = model;
  if (base === undefined) return;
  const layers = isOpaque(base) ? [base] : innerLayers(base);
  const trains = layers.map((layer) => (isOnFeatures ? false : (flags.get(layer) ?? layer.trainable).value));
  set(
    found,
    'unfrozen',
    trains.includes(undefined) ? undefined : unfrozenAbove(base, layers, trains as boolean[], found.notes),
  );
}

function unfrozenAbove(
  base: LayerNode,
  layers: readonly LayerNode[],
  trains: readonly boolean[],
  notes: string[],
): { above: string; batchNormalization: boolean } | undefined {
  if (!trains.includes(true)) return { above: 'nothing', batchNormalization: false };
  const isBatchNorm = ({ className }: LayerNode): boolean => className === 'BatchNormalization';
  const batchNormalization = layers.some((layer, i) => isBatchNorm(layer) && trains[i]);
  const others = layers.flatMap((layer, i) => (isBatchNorm(layer) ? [] : [{ layer, trains: trains[i]! }]));
  const first = others.findIndex((one) => one.trains);
  if (first <= 0) return { above: 'everything', batchNormalization };
  if (!others.slice(first).every((one) => one.trains)) notes.push('a recipe unfreezes whole blocks from above');
  const above = blockBelow(base.model?.application, layers, layers.indexOf(others[first]!.layer));
  if (above === undefined) return undefined;
  if (!above.isExact) notes.push(`a recipe unfreezes from a block on: above ${above.name}`);
  return { above: above.name, batchNormalization };
}

/** The block that ends below the first layer that trains, or nearest to it. */
function blockBelow(
  application: string | undefined,
  layers: readonly LayerNode[],
  first: number,
): { name: string; isExact: boolean } | undefined {
  const entry = REGISTRY[application as BackboneName];
  if (entry === undefined) return undefined;
  const ends = entry.blocks.flatMap((name) => {
    const at = layers.findIndex((layer) => layer.name === name);
    return at === -1 ? [] : [{ name, distance: Math.abs(at - (first - 1)) }];
  });
  const [nearest] = ends.sort((a, b) => a.distance - b.distance);
  return nearest === undefined ? undefined : { name: nearest.name, isExact: nearest.distance === 0 };
}

function training(stage: StageReading, found: RecipeOfScript): void {
  const { optimizer, epochs, batchSize, callbacks, classWeight } = stage;
  optimizerFields(stage, found);
  set(found, 'learningRate', optimizer.rate.value);
  const { loss, lastActivation } = lastLayerOfScript(stage, found.notes);
  set(found, 'loss', loss);
  if (lastActivation !== undefined) found.fields.lastActivation = lastActivation;
  set(found, 'batchSize', batchSize.value ?? undefined);
  set(found, 'epochs', epochs.value);
  const steps = batchesOfEpoch(stage);
  if (steps !== undefined) found.fields.stepsPerEpoch = steps;
  if (classWeight !== undefined && areBalanced(classWeight)) found.fields.classWeight = 'balanced';
  const stopping = callbacks.find(({ className }) => className === 'EarlyStopping');
  const patience = numberOf(stopping?.args.get('patience'));
  if (patience !== undefined && patience > 0) found.fields.patience = patience;
  const plateau = callbacks.find(({ className }) => className === 'ReduceLROnPlateau');
  if (plateau !== undefined) found.fields.reduceOnPlateau = plateauOf(plateau.args);
}

/** Batches of an epoch that a script writes out. What is no number is all of them; `samples_per_epoch` counts images in Keras 1. */
function batchesOfEpoch({ call, stepsPerEpoch }: StageReading): number | undefined {
  const count = stepsPerEpoch?.value;
  return call.args.has('steps_per_epoch') && count !== undefined && count >= 1 ? Math.floor(count) : undefined;
}

function plateauOf(args: ReadonlyMap<string, Parameters<typeof numberOf>[0] & object>): Record<string, unknown> {
  const names = {
    factor: 'factor',
    patience: 'patience',
    min_delta: 'minDelta',
    epsilon: 'minDelta',
    cooldown: 'cooldown',
    min_lr: 'minLearningRate',
  };
  const given = Object.entries(names).flatMap(([keras, field]) => {
    const value = numberOf(args.get(keras));
    return value === undefined ? [] : [[field, value] as const];
  });
  const monitor = stringOf(args.get('monitor'))?.replace(/acc$/, 'accuracy');
  return { ...Object.fromEntries(given), ...(monitor !== undefined && { monitor }) };
}

const ARGUMENTS: Record<string, Record<string, string>> = table<Record<string, string>>({
  Adam: { beta_1: 'beta1', beta_2: 'beta2', epsilon: 'epsilon' },
  AdamW: { beta_1: 'beta1', beta_2: 'beta2', epsilon: 'epsilon', weight_decay: 'weightDecay' },
  RMSprop: { rho: 'rho', momentum: 'momentum', epsilon: 'epsilon' },
  SGD: { momentum: 'momentum' },
});

function optimizerFields({ optimizer }: StageReading, found: RecipeOfScript): void {
  const names = ARGUMENTS[optimizer.name ?? ''];
  if (optimizer.name === undefined || names === undefined) {
    if (optimizer.name !== undefined) found.notes.push(`a recipe has no optimizer ${optimizer.name}`);
    set(found, 'optimizer', undefined);
    return;
  }
  const given = Object.entries(names).flatMap(([keras, field]) => {
    const value = numberOf(optimizer.args.get(keras));
    return value === undefined ? [] : [[field, value] as const];
  });
  const nesterov = optimizer.args.get('nesterov');
  set(found, 'optimizer', {
    name: optimizer.name,
    ...Object.fromEntries(given),
    ...(nesterov !== undefined && optimizer.name === 'SGD' && { nesterov: truthOf(nesterov) ?? false }),
  });
}
