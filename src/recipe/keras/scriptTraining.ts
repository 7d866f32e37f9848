import { nameInKeras } from '../../backbones/keras/configOfNetwork.js';
import type { Unfrozen } from '../../backbones/pretrained/classifier.js';
import type { Recipe, ReduceOnPlateau } from '../recipeType.js';
import { lossToKeras, optimizerToKeras, scheduleToKeras } from './optionsToKeras.js';
import { float, kwargs, py } from './python.js';
import { generatorOf, type UsedByImages } from './scriptImages.js';

/**
 * One training of a script: what trains, the images, `compile` and `fit`; afterwards the model has its best weights.
 *
 * @param index of the phase, of `count`
 */
export function phasePart(
  phase: Recipe,
  trains: 'all' | 'classifier',
  index: number,
  count: number,
  uses: Pick<UsedByImages, 'parts' | 'shuffled' | 'stepsPerEpoch'>,
): string {
  const { schedule, epochs } = phase;
  const isOnly = count === 1;
  const options = [
    `epochs=${epochs}`,
    ...(isOnly ? [] : ['first_epoch=sum(len(history["loss"]) for history in histories)']),
    ...(phase.stepsPerEpoch === null ? [] : [`per_epoch=${phase.stepsPerEpoch}`]),
    ...changesOf(phase, uses.shuffled),
  ];
  const rate = schedule.name === 'Constant' ? float(phase.learningRate) : 'rate';
  const callbacks = callbacksOf(phase, index);
  const weights = classWeightsOf(phase);
  const lines = [
    ...(isOnly ? [] : [`# Phase ${index + 1} of ${count}.`]),
    ...(index === 0 && !isOnly ? ['histories = []'] : []),
    ...freezing(phase.unfrozen, trains, index > 0),
    ...spread('training = Images(', ['"training"', ...options], ')'),
    ...(index === 0
      ? [
          `validation = Images("validation"${uses.parts ? ', part="selection"' : ''})`,
          'best = args.out / "best.weights.h5"',
        ]
      : []),
    ...(schedule.name === 'Constant'
      ? []
      : [`steps, learning_rate = len(training), ${float(phase.learningRate)}`, `rate = ${scheduleToKeras(schedule)}`]),
    ...lossOf(phase),
    ...weights,
    `model.compile(${optimizerToKeras(phase.optimizer, rate, phase.backboneRate)}, loss, metrics=["accuracy"])`,
    'callbacks = [',
    ...callbacks.map((line) => `    ${line},`),
    ']',
    'history = model.fit(',
    `    training, validation_data=validation, epochs=${epochs}, steps_per_epoch=training.${uses.stepsPerEpoch ? 'per_epoch' : 'steps'}, shuffle=False,`,
    `    callbacks=callbacks, verbose=2,${weights.length > 0 ? ' class_weight=class_weight,' : ''}`,
    ')',
    ...(isOnly ? [] : ['histories.append(history.history)']),
    'model.load_weights(best)',
    '',
  ];
  return lines.join('\n');
}

/** How the images of a phase are drawn and changed. A script whose phases all draw balanced classes has no option for it. */
function changesOf({ augmentation, sampling, mixup }: Recipe, someShuffle: boolean): string[] {
  return [
    ...(augmentation === null ? [] : [`augmentation=${generatorOf(augmentation, '    ')}`]),
    ...(sampling === 'balanced' && someShuffle ? ['balanced=True'] : []),
    ...(mixup > 0 ? [`mixup=${mixup}`] : []),
  ];
}

function callbacksOf({ monitor, minDelta, reduceOnPlateau, patience, epochs }: Recipe, index: number): string[] {
  return [
    'keras.callbacks.TerminateOnNaN()',
    `keras.callbacks.ModelCheckpoint(best, monitor=${py(monitor)}, save_best_only=True, save_weights_only=True)`,
    ...(reduceOnPlateau === null ? [] : [plateauOf(reduceOnPlateau)]),
    ...(patience >= epochs
      ? []
      : [
          `keras.callbacks.EarlyStopping(${kwargs({ monitor, ...(minDelta > 0 && { min_delta: minDelta }), patience })})`,
        ]),
    `keras.callbacks.CSVLogger(args.out / "training.csv"${index > 0 ? ', append=True' : ''})`,
  ];
}

const WIDEST = 110;

/** A call on one line, or with one argument a line where it would be too long. */
function spread(start: string, options: readonly string[], end: string): string[] {
  const one = `${start}${options.join(', ')}${end}`;
  if (one.length <= WIDEST) return [one];
  return [start, ...options.map((option) => `    ${option},`), end];
}

function plateauOf(plateau: ReduceOnPlateau): string {
  const { monitor, factor, patience, minDelta, cooldown, minLearningRate } = plateau;
  const options = { monitor, factor, patience, min_delta: minDelta, cooldown, min_lr: minLearningRate };
  return `keras.callbacks.ReduceLROnPlateau(${kwargs(options)})`;
}

/** @param reset whether an earlier phase has frozen other layers */
function freezing({ above, batchNormalization }: Unfrozen, trains: 'all' | 'classifier', reset: boolean): string[] {
  const all = reset ? ['model.trainable = True'] : [];
  if (trains === 'classifier') {
    return [
      'for layer in model.layers[:-1]:',
      '    layer.trainable = False',
      'last = model.layers[-1]',
      'last.trainable = True',
      'last.set_weights([keras.initializers.GlorotUniform(SEED)(last.kernel.shape), np.zeros(last.bias.shape)])',
    ];
  }
  if (above === 'nothing') return [...all, 'base.trainable = False'];
  const normalizes = 'isinstance(layer, keras.layers.BatchNormalization)';
  const why = '# In every version of Keras 3 this, and nothing else, keeps batch normalization from training.';
  if (above === 'everything') {
    if (batchNormalization) return all;
    return [...all, why, 'for layer in base.layers:', `    layer.trainable = not ${normalizes}`];
  }
  return [
    ...all,
    `frozen = keras.Model(base.input, base.get_layer(${py(nameInKeras(above))}).output).layers`,
    ...(batchNormalization ? [] : [why]),
    'for layer in base.layers:',
    `    layer.trainable = layer not in frozen${batchNormalization ? '' : ` and not ${normalizes}`}`,
  ];
}

function lossOf(recipe: Recipe): string[] {
  const { logitAdjustment } = recipe;
  if (logitAdjustment === 0) return [`loss = ${lossToKeras(recipe)}`];
  return [
    `unadjusted = ${lossToKeras(recipe)}`,
    '# Menon et al. 2021: in the loss only, not in predictions. call() gives the loss of each example.',
    'share = np.bincount(training.labels, minlength=len(CLASSES)).clip(1) / len(training.labels)',
    `offsets = (${logitAdjustment} * np.log(share)).astype("float32")`,
    'loss = lambda y, logits: unadjusted.call(y, logits + offsets)',
  ];
}

function classWeightsOf({ classWeight }: Recipe): string[] {
  if (classWeight === 'none') return [];
  const counts = 'counts = np.bincount(training.labels, minlength=len(CLASSES))';
  const written = 'class_weight = {label: float(weight) for label, weight in enumerate(weights)}';
  if (classWeight === 'balanced') {
    return [
      counts,
      'weights = np.where(counts > 0, len(training.labels) / ((counts > 0).sum() * np.maximum(counts, 1)), 0)',
      written,
    ];
  }
  const { beta } = classWeight;
  return [
    counts,
    '# Cui et al. 2019',
    `weights = np.where(counts > 0, (1 - ${beta}) / np.maximum(1 - ${beta}**counts, 1e-12), 0)`,
    'weights = weights / weights.sum() * (counts > 0).sum()',
    written,
  ];
}
