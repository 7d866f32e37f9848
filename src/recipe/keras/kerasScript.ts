import type { BackboneName } from '../../backbones/architectures/registry.js';
import { nameInKeras } from '../../backbones/keras/configOfNetwork.js';
import { UserError } from '../../base/errors.js';
import type { Augmentation } from '../../preprocess/augmentation.js';
import { DEVIATION_EPSILON, type ScalingStep } from '../../preprocess/scaling.js';
import { phasesOf } from '../recipe.js';
import type { Recipe } from '../recipeType.js';
import { type Views, viewsOf } from '../views.js';
import { lossToKeras, optimizerToKeras, scheduleToKeras } from './optionsToKeras.js';
import { float, kwargs, py } from './python.js';
import {
  ARGUMENTS,
  batchStatistics,
  FREEZING,
  IMAGES,
  LISTING,
  ONE_CYCLE,
  PREDICTIONS,
  SLOWER,
} from './scriptParts.js';

/** Backbones of keras.applications. */
const IN_KERAS: ReadonlySet<BackboneName> = new Set(['InceptionV3', 'ResNet50', 'MobileNetV2', 'VGG16']);

/** Name of the file next to the script, for a base that keras.applications does not have. */
export const BASE_FILE = 'base.keras';

/** Whether the script reads its base from `BASE_FILE`, because keras.applications does not have it or its weights. */
export function needsBaseFile({ backbone: { name, weights } }: Recipe): boolean {
  return !IN_KERAS.has(name) || !(weights === 'imagenet' || weights === 'random');
}

/**
 * Writes a recipe as a script for Keras 3: the same images, layers, freezing, scaling, augmentation, loss, optimizer,
 * schedule, phases and callbacks. Run it with `python train.py --data DIR`; see `--help`. Random draws (order, augmentation,
 * mixup, dropout, new weights) are those of Keras and NumPy, with the recipe's seed.
 *
 * @param data default folder of the images
 * @throws UserError if the recipe has a bounded number of augmented views, which Keras cannot do
 */
export function kerasScript(recipe: Recipe, classNames: readonly string[], data = 'dataset'): string {
  const phases = phasesOf(recipe);
  const some = (has: (phase: Recipe) => boolean): boolean => phases.some((phase) => has(phase.recipe));
  if (some(({ augmentedViews }) => augmentedViews !== null)) {
    throw new UserError(
      'A recipe without augmentedViews is expected: ImageDataGenerator draws new changes in every epoch.',
      `augmentedViews ${recipe.augmentedViews}`,
      "Set 'augmentedViews' to null.",
    );
  }
  const views = viewsOf(recipe);
  const slower = some(({ backboneRate }) => backboneRate !== 1);
  const policy = recipe.batchNormalization;
  const parts = [
    `"""A recipe of thaw for Keras 3: ${recipe.backbone.name}, ${classNames.length} classes, ${recipe.height}x${recipe.width}."""

import argparse
import json
import math
import os

import keras
import numpy as np

DATA = ${py(data)}
CLASS_NAMES = ${py(classNames)}
HEIGHT, WIDTH, INTERPOLATION = ${recipe.height}, ${recipe.width}, ${py(recipe.interpolation)}
BATCH_SIZE, LAST_BATCH = ${recipe.batchSize}, ${py(recipe.lastBatch)}
SEED = ${recipe.seed}
POOLING = "global_average_pooling2d"
`,
    ARGUMENTS,
    LISTING,
    scalingPart(recipe.scaling),
    (views?.draws ?? 0) > 0 || some(({ augmentation }) => augmentation !== null) ? AUGMENTATION : '',
    IMAGES,
    policy === 'moving' ? '' : batchStatistics(policy === 'batch-and-update'),
    some(({ schedule }) => schedule.name === 'OneCycle') ? ONE_CYCLE : '',
    slower ? SLOWER : '',
    FREEZING,
    views === undefined && !recipe.temperatureScaling ? '' : PREDICTIONS,
    CLASS_WEIGHTS,
    modelPart(recipe),
    trainPart(recipe, slower),
    ...phases.map(({ recipe: phase, trains }) => callOf(phase, trains, slower)),
    endPart(recipe, views),
  ];
  return `${parts
    .filter((part) => part !== '')
    .map((part) => part.trim())
    .join('\n\n\n')}\n`;
}

function scalingPart(steps: readonly ScalingStep[]): string {
  const lines = steps.map((step) => `x = ${scaledBy(step)}`);
  return `
def scaled(x):
    """Applies the recipe's scaling steps to pixels in [0, 255]."""
${['x = x.astype("float32")', ...lines, 'return x.astype("float32")'].map((line) => `    ${line}`).join('\n')}
`;
}

function scaledBy(step: ScalingStep): string {
  switch (step.step) {
    case 'rescale':
      return `x * ${step.factor}`;
    case 'samplewise_center':
      return 'x - np.mean(x, axis=(-3, -2, -1), keepdims=True)';
    case 'samplewise_std_normalization':
      return `x / (np.std(x, axis=(-3, -2, -1), keepdims=True) + ${DEVIATION_EPSILON})`;
    case 'featurewise_center':
      return `x - np.array([${step.mean.join(', ')}])`;
    case 'featurewise_std_normalization':
      return `x / (np.array([${step.deviation.join(', ')}]) + ${DEVIATION_EPSILON})`;
    case 'preprocess_input':
      if (step.mode === 'unit') return 'x / 255.0';
      if (step.mode === 'lite') return '(x - 127.0) / 128.0';
      return `keras.applications.imagenet_utils.preprocess_input(x, data_format="channels_last", mode="${step.mode}")`;
  }
}

const AUGMENTATION = `
# ImageDataGenerator of Keras 3; scaling comes after it, in scaled().
from keras.src.legacy.preprocessing.image import ImageDataGenerator
`;

function generatorOf(augmentation: Augmentation): string {
  const { zoomRange, fillMode = 'nearest', cval = 0 } = augmentation;
  const lines = Object.entries({
    rotation_range: augmentation.rotationRange,
    width_shift_range: augmentation.widthShiftRange,
    height_shift_range: augmentation.heightShiftRange,
    shear_range: augmentation.shearRange,
    zoom_range: zoomRange,
    horizontal_flip: augmentation.horizontalFlip,
    vertical_flip: augmentation.verticalFlip ?? false,
    channel_shift_range: augmentation.channelShiftRange ?? 0,
    ...(augmentation.brightnessRange && { brightness_range: augmentation.brightnessRange }),
    fill_mode: fillMode,
    cval,
  }).map(([name, value]) => `        ${kwargs({ [name]: value })},`);
  return `ImageDataGenerator(\n${lines.join('\n')}\n    )`;
}

const CLASS_WEIGHTS = `
def class_weights_of(name, beta, labels):
    counts = np.bincount(labels, minlength=len(CLASS_NAMES))
    present = counts > 0
    if name == "balanced":
        weights = np.where(present, len(labels) / (present.sum() * np.maximum(counts, 1)), 0)
    elif name == "EffectiveNumber":
        # Cui et al. 2019
        weights = np.where(present, (1 - beta) / np.maximum(1 - beta**counts, 1e-12), 0)
        weights = weights / weights.sum() * present.sum()
    else:
        return None
    return {label: float(weight) for label, weight in enumerate(weights)}
`;

function modelPart(recipe: Recipe): string {
  const { backbone, head, batchNormalization } = recipe;
  const shape = 'input_shape=(HEIGHT, WIDTH, 3)';
  const weights = backbone.weights === 'imagenet' ? 'imagenet' : null;
  const base = needsBaseFile(recipe)
    ? `keras.models.load_model(os.path.join(os.path.dirname(os.path.abspath(__file__)), ${py(BASE_FILE)}), compile=False)`
    : `keras.applications.${backbone.name}(include_top=False, weights=${py(weights)}, ${shape})`;
  const dropout = (i: number): string[] =>
    head.dropout > 0 ? [`x = keras.layers.Dropout(${head.dropout}, name="dropout_${i}")(x)`] : [];
  return `
base = ${base}
${batchNormalization === 'moving' ? '' : 'base = with_batch_statistics(base)\n'}BASE_LAYERS = {layer.name for layer in base.layers}
x = keras.layers.GlobalAveragePooling2D(name=POOLING)(base.outputs[0])
${[
  ...head.units.flatMap((units, i) => [
    ...dropout(i + 1),
    `x = keras.layers.Dense(${units}, activation="relu", name="dense_${i + 1}")(x)`,
  ]),
  ...dropout(head.units.length + 1),
  'x = keras.layers.Dense(len(CLASS_NAMES), name="logits")(x)',
].join('\n')}
model = keras.Model(base.inputs[0], x)
if args.start:
    model.set_weights(keras.models.load_model(args.start, compile=False).get_weights())
orders = json.load(open(args.order)) if args.order else None
# Epochs are chosen on the selection part, if --images has parts.
validation = Images("validation", part="selection")
`;
}

function trainPart(recipe: Recipe, slower: boolean): string {
  const { monitor, minDelta, reduceOnPlateau } = recipe;
  const plateau = reduceOnPlateau && {
    monitor: reduceOnPlateau.monitor,
    factor: reduceOnPlateau.factor,
    patience: reduceOnPlateau.patience,
    min_delta: reduceOnPlateau.minDelta,
    cooldown: reduceOnPlateau.cooldown,
    min_lr: reduceOnPlateau.minLearningRate,
  };
  return `
histories = []


def train(
    epochs, unfrozen_above, batch_normalization, learning_rate, patience, rate_of=None,${slower ? ' backbone_rate=1.0,' : ''}
    sampling="shuffled", class_weight=None, beta=None, logit_adjustment=0.0, mixup=0.0, augmentation=None, trains="all",
):
    """Trains the unfrozen layers; afterwards, the model has the weights of the best epoch."""
    epochs = min(epochs, args.epochs or epochs)
    done = sum(len(history["loss"]) for history in histories)
    training = Images("training", epochs, done, sampling, augmentation, mixup)
    steps = len(training)
    freeze(model, unfrozen_above, batch_normalization, trains)
    if trains == "classifier":
        last = model.get_layer("logits")
        last.set_weights([keras.initializers.GlorotUniform(SEED)(last.kernel.shape), np.zeros(last.bias.shape)])
    plain = ${lossToKeras(recipe.loss)}
    share = np.bincount(training.labels, minlength=len(CLASS_NAMES)).clip(1) / len(training.labels)
    # Menon et al. 2020: in the loss only, not in predictions.
    offsets = (logit_adjustment * np.log(share)).astype("float32")
    # call() gives the loss of each example, which class weights then multiply.
    loss = plain if logit_adjustment == 0 else lambda y, logits: plain.call(y, logits + offsets)
    rate = rate_of(learning_rate, steps) if rate_of else learning_rate
    model.compile(${optimizerToKeras(recipe.optimizer, slower)}, loss, metrics=["accuracy"])
    best = os.path.join(args.out, "best.weights.h5")
    callbacks = [
        keras.callbacks.TerminateOnNaN(),
        keras.callbacks.ModelCheckpoint(best, monitor=${py(monitor)}, save_best_only=True, save_weights_only=True),
${plateau === null ? '' : `        keras.callbacks.ReduceLROnPlateau(${kwargs(plateau)}),\n`}        keras.callbacks.EarlyStopping(monitor=${py(monitor)}, min_delta=${minDelta}, patience=patience),
        keras.callbacks.CSVLogger(os.path.join(args.out, "training.csv"), append=len(histories) > 0),
    ]
    fitted = model.fit(
        training, validation_data=validation, epochs=epochs, steps_per_epoch=training.steps, shuffle=False,
        callbacks=callbacks, verbose=2, class_weight=class_weights_of(class_weight, beta, training.labels),
    )
    histories.append(fitted.history)
    model.load_weights(best)
`;
}

/** The call that trains a phase; arguments with Keras' default are left out. */
function callOf(phase: Recipe, trains: 'all' | 'classifier', slower: boolean): string {
  const { unfrozen, schedule, augmentation, classWeight, sampling, logitAdjustment } = phase;
  const values = {
    epochs: phase.epochs,
    unfrozen_above: nameInKeras(unfrozen.above),
    batch_normalization: unfrozen.batchNormalization,
    patience: phase.patience,
    ...(sampling !== 'shuffled' && { sampling }),
    ...(classWeight === 'balanced' && { class_weight: classWeight }),
    ...(typeof classWeight === 'object' && { class_weight: classWeight.name, beta: classWeight.beta }),
    ...(logitAdjustment !== 0 && { logit_adjustment: logitAdjustment }),
    ...(phase.mixup !== 0 && { mixup: phase.mixup }),
    ...(trains !== 'all' && { trains }),
  };
  const lines = [
    ...Object.entries(values).map(([name, value]) => kwargs({ [name]: value })),
    `learning_rate=${float(phase.learningRate)}`,
    ...(slower ? [`backbone_rate=${float(phase.backboneRate)}`] : []),
    ...(schedule.name === 'Constant' ? [] : [`rate_of=lambda learning_rate, steps: ${scheduleToKeras(schedule)}`]),
    ...(augmentation === null ? [] : [`augmentation=${generatorOf(augmentation)}`]),
  ];
  return `train(\n${lines.map((line) => `    ${line},`).join('\n')}\n)`;
}

/** @param views of the recipe's test-time augmentation, if it has one */
function endPart(recipe: Recipe, views: Views | undefined): string {
  const model = `probabilities = keras.layers.Softmax(name="probabilities")(model.output)
keras.Model(model.input, probabilities).save(os.path.join(args.out, "model.keras"))`;
  if (views === undefined && !recipe.temperatureScaling) {
    return `
# Accuracy is computed on the evaluation part, which chose nothing.
loss, accuracy = model.evaluate(Images("validation", part="evaluation"), verbose=0)
print(f"validation accuracy {accuracy:.4f}")
${model}
json.dump({"history": histories, "accuracy": accuracy}, open(os.path.join(args.out, "history.json"), "w"), indent=1)
`;
  }
  const viewArguments = views && [
    ...(views.flip ? ['flip=True'] : []),
    ...(views.draws > 0 ? [`draws=${views.draws}`, `augmentation=${generatorOf(views.ranges)}`] : []),
  ];
  const temperature = recipe.temperatureScaling;
  return `
VIEWS = dict(${(viewArguments ?? []).join(', ')})
# Accuracy is computed on the evaluation part, which chose nothing${temperature ? '; a temperature changes no predicted class' : ''}.
labels, probabilities_of_views = predicted("evaluation", **VIEWS)
accuracy = float(np.mean(probabilities_of_views.argmax(axis=-1) == labels))
print(f"validation accuracy {accuracy:.4f}")
${temperature ? 'temperature = float(fitted_temperature(*predicted("selection", **VIEWS)))\nprint(f"temperature {temperature:.4f}")\n' : ''}# The saved model is without views and temperature.
${model}
figures = {"history": histories, "accuracy": accuracy${temperature ? ', "temperature": temperature' : ''}}
json.dump(figures, open(os.path.join(args.out, "history.json"), "w"), indent=1)
`;
}
