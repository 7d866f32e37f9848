import { countBatchNormalizations, REGISTRY } from '../../backbones/architectures/registry.js';
import { nameInKeras } from '../../backbones/keras/configOfNetwork.js';
import { headLayers } from '../../backbones/pretrained/head.js';
import { expectationOf } from '../../backbones/pretrained/loadBackbone.js';
import type { Augmentation } from '../../preprocess/augmentation.js';
import { RANGE_OF_MODE, type ScalingMode, type ScalingStep, stepOfMode } from '../../preprocess/scaling.js';
import type { Recipe } from '../recipeType.js';
import { isInKeras } from './kerasScript.js';
import { lastLayerToKeras, layerToKeras, lossToKeras, optimizerToKeras, scheduleToKeras } from './optionsToKeras.js';
import { divisorOf, py } from './python.js';
import { generatorOf } from './scriptImages.js';
import { BASE_FILE } from './scriptModel.js';

/** The lines of Keras that two recipes differ in. */
export interface ChangedLines {
  before: string[];
  after: string[];
}

/**
 * The lines of Keras in which two recipes differ, as a script would have them: two or three for one change.
 *
 * @example
 * changedLines(recipe, withChanges(recipe, { learningRate: 1e-4 }));
 */
export function changedLines(before: Recipe, after: Recipe): ChangedLines {
  const groups = kerasLines(after);
  const pairs = kerasLines(before).map((lines, i) => withoutCommonEnds(lines, groups[i]!));
  return { before: pairs.flatMap((pair) => pair.before), after: pairs.flatMap((pair) => pair.after) };
}

/** Two lists without the lines that both begin or end with. */
function withoutCommonEnds(before: readonly string[], after: readonly string[]): ChangedLines {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) };
}

/** A recipe in lines of Keras; those that belong together stand in one list, always at the same place. */
function kerasLines(recipe: Recipe): string[][] {
  const { optimizer, head, batchSize, epochs, monitor, patience, classWeight, sampling } = recipe;
  return [
    [`target_size = (${recipe.height}, ${recipe.width})`],
    [`interpolation = ${py(recipe.interpolation)}`],
    scalingLines(recipe),
    recipe.validationScaling === null
      ? []
      : [...scalingLines({ ...recipe, scaling: recipe.validationScaling }).map((line) => `validation = ${line}`)],
    augmentationLines(recipe.augmentation),
    backboneLines(recipe),
    freezingLines(recipe),
    versionLines(recipe),
    recipe.precision === 'bfloat16' ? ['for layer in base.layers:', '    layer.dtype_policy = "mixed_bfloat16"'] : [],
    [
      ...headLayers(head).map((layer) => `x = ${layerToKeras(layer)}(x)`),
      `x = ${lastLayerToKeras(recipe, 'num_classes')}(x)`,
    ],
    rateLines(recipe),
    [`optimizer = ${optimizerToKeras(optimizer, 'rate', 1)}`],
    [`loss = ${lossToKeras(recipe)}`],
    classWeightLines(classWeight),
    sampling === 'shuffled' ? [] : ['# each epoch draws every class equally often'],
    [`batch_size = ${batchSize}`],
    stepsLines(recipe),
    [`epochs = ${epochs}`],
    [
      `EarlyStopping(monitor=${py(monitor)}, patience=${patience})`,
      `ModelCheckpoint("best.keras", monitor=${py(monitor)}, save_best_only=True)`,
    ],
    recipe.mixup === 0 ? [] : [`# mixup with alpha ${recipe.mixup}`],
    recipe.logitAdjustment === 0
      ? []
      : [`logits + ${recipe.logitAdjustment} * np.log(class_shares)  # in the loss only`],
    recipe.temperatureScaling ? ['probabilities = softmax(logits / temperature)  # fitted on validation images'] : [],
    recipe.phases.map((phase) => `# a training with ${JSON.stringify(phase)}`),
  ];
}

function stepsLines({ stepsPerEpoch, lastBatch }: Recipe): string[] {
  if (stepsPerEpoch !== null) return [`steps_per_epoch = ${stepsPerEpoch}`];
  return lastBatch === 'drop' ? ['steps_per_epoch = num_images // batch_size'] : [];
}

/** The module of keras.applications whose `preprocess_input` has this mode; the other modes have none. */
const MODULE_OF_MODE: Readonly<Partial<Record<ScalingMode, string>>> = {
  tf: 'inception_v3',
  caffe: 'resnet50',
  torch: 'densenet',
  none: 'efficientnet',
};

function scalingLines({ scaling, backbone }: Recipe): string[] {
  if (scaling.length === 0) return ['ImageDataGenerator()  # no scaling'];
  return [`ImageDataGenerator(${scaling.map(scalingArgument).join(', ')})${onlyForTheseWeights(scaling, backbone)}`];
}

/** A comment where the scaling that weights of a package expect is wrong for Keras' own weights of the same backbone. */
function onlyForTheseWeights(scaling: readonly ScalingStep[], { name, weights }: Recipe['backbone']): string {
  const keras = REGISTRY[name].file?.scaling;
  if (weights !== 'nsfwjs' || keras === undefined) return '';
  const expected = expectationOf(name, weights).scaling;
  const isExpected = scaling.length === 1 && scalingArgument(scaling[0]!) === scalingArgument(stepOfMode(expected));
  if (expected === keras || !isExpected) return '';
  return `  # for the weights of ${weights}; Keras' own of ${name} expect [${RANGE_OF_MODE[keras].join(', ')}]`;
}

function scalingArgument(step: ScalingStep): string {
  switch (step.step) {
    case 'preprocess_input': {
      const module = MODULE_OF_MODE[step.mode];
      if (module !== undefined) return `preprocessing_function=${module}.preprocess_input`;
      return step.mode === 'unit' ? 'rescale=1 / 255' : 'preprocessing_function=lambda x: (x - 127) / 128';
    }
    case 'rescale': {
      const divisor = divisorOf(step.factor);
      return `rescale=${divisor === undefined ? step.factor : `1 / ${divisor}`}`;
    }
    case 'featurewise_center':
    case 'featurewise_std_normalization':
    case 'samplewise_center':
    case 'samplewise_std_normalization':
      return `${step.step}=True`;
  }
}

function augmentationLines(augmentation: Augmentation | null): string[] {
  if (augmentation === null) return ['ImageDataGenerator()  # no augmentation'];
  return generatorOf(augmentation, '').split('\n');
}

function backboneLines({ backbone: { name, weights } }: Recipe): string[] {
  // Neither keras.applications nor a file of Keras' own has these.
  if (!isInKeras(name) || weights === 'nsfwjs')
    return [
      `base = keras.models.load_model(${py(BASE_FILE)})  # ${name} (${weights}), as thaw.writeKerasScript writes it`,
    ];
  if (weights === 'imagenet') return [`base = ${name}(include_top=False, weights="imagenet")`];
  const base = `base = ${name}(include_top=False, weights=None)`;
  return weights === 'random' ? [`${base}  # random weights`] : [base, `base.load_weights(${py(weights)})`];
}

/** Which layers train. */
function freezingLines({ unfrozen }: Recipe): string[] {
  const call = 'x = base(inputs)';
  if (unfrozen.above === 'everything' && unfrozen.batchNormalization) return ['base.trainable = True', call];
  // Not `base(inputs, training=False)`: Keras 3.0 to 3.15 ignore it in `fit`.
  if (unfrozen.above === 'nothing') return ['base.trainable = False', call];
  const stays = 'isinstance(layer, BatchNormalization)';
  if (unfrozen.above === 'everything') {
    return ['for layer in base.layers:', `    layer.trainable = not ${stays}`, call];
  }
  const last = `[layer.name for layer in base.layers].index(${py(nameInKeras(unfrozen.above))})`;
  return [
    `last = ${last}`,
    'for i, layer in enumerate(base.layers):',
    `    layer.trainable = i > last${unfrozen.batchNormalization ? '' : ` and not ${stays}`}`,
    call,
  ];
}

/**
 * The version of Keras, as a comment, since it is no line of a script. In `fit` up to 2.3.1, frozen batch normalization uses the statistics of the batch, whatever the script
 * says; from 2.4 on, it does not where each of its layers is frozen. See docs/batch-normalization.md.
 */
function versionLines({ backbone, unfrozen, batchNormalization }: Recipe): string[] {
  const isAnyFrozen = unfrozen.above !== 'everything' || !unfrozen.batchNormalization;
  if (!isAnyFrozen || countBatchNormalizations(backbone.name) === 0) return [];
  return {
    moving: ['# pip install --upgrade "keras>=2.4": frozen batch normalization uses moving statistics'],
    batch: ['# pip install "keras>=2.1.3,<2.4": frozen batch normalization uses each batch'],
    'batch-and-update': ['# pip install "keras<2.1.3": frozen batch normalization uses each batch, and is updated'],
  }[batchNormalization];
}

function rateLines({ learningRate, schedule, backboneRate, reduceOnPlateau }: Recipe): string[] {
  return [
    ...(schedule.name === 'Constant'
      ? [`rate = ${learningRate}`]
      : [`learning_rate = ${learningRate}`, `rate = ${scheduleToKeras(schedule)}`]),
    ...(backboneRate === 1 ? [] : [`# the base at ${backboneRate} times this rate`]),
    ...(reduceOnPlateau === null
      ? []
      : [
          `ReduceLROnPlateau(monitor=${py(reduceOnPlateau.monitor)}, factor=${reduceOnPlateau.factor}, patience=${reduceOnPlateau.patience})`,
        ]),
  ];
}

function classWeightLines(classWeight: Recipe['classWeight']): string[] {
  if (classWeight === 'none') return ['class_weight = None'];
  if (classWeight !== 'balanced')
    return [`# class weights by the effective number of samples, beta ${classWeight.beta}`];
  return [
    'weights = compute_class_weight("balanced", classes=np.unique(labels), y=labels)',
    'class_weight = dict(enumerate(weights))',
  ];
}
