import { pluralize } from '../../../base/text/pluralize.js';
import { epochsOf, phasesOf } from '../../../recipe/recipe.js';
import { withEpochs } from '../../../recipe/variants.js';
import { stepsOfEpoch } from '../../../training/batches.js';
import { isCategorical, type LastLayer, ofProbabilities, takesLogits } from '../../../training/losses/lastLayer.js';
import type { Loss } from '../../../training/losses/loss.js';
import { LEAST_SHARE } from '../../checks/script/stepsOfScript.js';
import type { FieldInterventions, Intervention, Subject } from '../intervention.js';

const NOTHING: FieldInterventions = { isUsual: true, interventions: [] };

/** Plain cross-entropy of a softmax. */
export function lossField({ recipe }: Subject): FieldInterventions {
  const { loss, lastActivation } = recipe;
  const smoothing = 'labelSmoothing' in loss ? loss.labelSmoothing : 0;
  const isPlain = isCategorical(loss) && loss.name !== 'CategoricalFocalCrossentropy';
  if (isPlain && smoothing === 0) return NOTHING;
  return {
    isUsual: smoothing <= 0.2 && loss.name !== 'MeanSquaredError',
    interventions: [
      {
        field: 'loss',
        headline: LOSS_HEADLINES[loss.name] ?? `A label smoothing of ${smoothing} is too strong`,
        change: isCategorical(loss) ? 'plain cross-entropy' : 'softmax and categorical cross-entropy',
        patch: {
          loss: { name: 'CategoricalCrossentropy', ...(isPlain && takesLogits(loss) && { fromLogits: true }) },
          ...(!isCategorical(loss) && lastActivation !== 'softmax' && { lastActivation: 'softmax' }),
        },
        source: isCategorical(loss)
          ? 'keras.losses.CategoricalCrossentropy; Szegedy et al. 2016 smooth by 0.1'
          : 'keras.losses: cross-entropy of classes that exclude each other; Golik, Doetsch and Ney 2013 on squared error',
        kind: 'repair',
      },
    ],
  };
}

const LOSS_HEADLINES: Readonly<Partial<Record<Loss['name'], string>>> = {
  CategoricalFocalCrossentropy: 'The focal loss costs accuracy',
  BinaryCrossentropy: 'Binary cross-entropy of several classes costs accuracy',
  MeanSquaredError: 'Squared error of classes costs accuracy',
};

/** The last activation that the loss is made for. */
export function lastActivationField({ recipe }: Subject): FieldInterventions {
  const { lastActivation, loss } = recipe;
  if (fits(recipe)) return NOTHING;
  const wanted = loss.name === 'BinaryCrossentropy' ? 'sigmoid' : 'softmax';
  return {
    isUsual: false,
    interventions: [
      {
        field: 'lastActivation',
        headline: `The loss ${loss.name} does not fit the last activation ${lastActivation}`,
        change: takesLogits(loss)
          ? `${wanted}, and a loss of probabilities`
          : `${wanted} in place of ${lastActivation}`,
        patch: { lastActivation: wanted, ...(takesLogits(loss) && { loss: ofProbabilities(loss) }) },
        source: `keras.losses.${loss.name}: logits with from_logits=True, probabilities without`,
        check: 'last-layer-mismatch',
        kind: 'repair',
      },
    ],
  };
}

/**
 * Whether outputs train as those that a loss is made for: probabilities, or logits with `fromLogits`. A cross-entropy of a
 * softmax or a sigmoid is computed from the values before it, so that either trains the same, and the answers are the same.
 */
function fits({ lastActivation, loss }: LastLayer): boolean {
  const isProbability = lastActivation === 'softmax' || lastActivation === 'sigmoid';
  if (loss.name === 'MeanSquaredError') return isProbability || lastActivation === 'linear';
  if (lastActivation === 'linear') return takesLogits(loss);
  if (loss.name === 'CategoricalFocalCrossentropy') return lastActivation === 'softmax' && !takesLogits(loss);
  return isProbability;
}

const USUAL_BATCH = 32;

/** Batches of 32, the default of Keras' loaders. */
export function batchSizeField({ recipe, numTraining }: Subject): FieldInterventions {
  const { batchSize } = recipe;
  if (batchSize === USUAL_BATCH) return NOTHING;
  return {
    // In batches larger than a tenth of the images, an epoch has too few steps.
    isUsual: batchSize >= 4 && batchSize <= Math.max(USUAL_BATCH, Math.min(256, numTraining / 10)),
    interventions: [
      {
        field: 'batchSize',
        headline: `Batches of ${batchSize} images are too ${batchSize > USUAL_BATCH ? 'large' : 'small'}`,
        change: `batches of ${USUAL_BATCH}`,
        patch: { batchSize: USUAL_BATCH, lastBatch: 'keep' },
        source: 'the default of flow_from_directory and image_dataset_from_directory',
        kind: 'repair',
      },
    ],
  };
}

/** All images in each epoch. */
export function stepsPerEpochField({ recipe, numTraining }: Subject): FieldInterventions {
  const { stepsPerEpoch, phases } = recipe;
  if (stepsPerEpoch === null && !phases.some((phase) => phase.stepsPerEpoch)) return NOTHING;
  const whole = { ...recipe, stepsPerEpoch: null };
  const steps = phasesOf(recipe).map(({ recipe: phase }) => stepsOfEpoch(numTraining, phase));
  const [least, all] = [Math.min(...steps), stepsOfEpoch(numTraining, whole)];
  if (least >= all) return NOTHING;
  return {
    isUsual: least >= LEAST_SHARE * all,
    interventions: [
      {
        field: 'stepsPerEpoch',
        headline: `An epoch is ${pluralize(least, 'batch', 'batches')} of ${all}`,
        change: 'all images in each epoch',
        patch: {
          stepsPerEpoch: null,
          ...(phases.length > 0 && { phases: phases.map((phase) => ({ ...phase, stepsPerEpoch: null })) }),
        },
        source: 'fit without steps_per_epoch takes all batches',
        check: 'too-few-steps',
        text: 'Leave `steps_per_epoch` out: Keras then takes all batches.',
        kind: 'repair',
      },
    ],
  };
}

/** Steps below which a training is short: an epoch or two of most data sets. */
const FEW_STEPS = 150;
const MORE_EPOCHS = [4, 16];

/** Four times and sixteen times the epochs; the best one is kept, so that more do no harm. */
export function epochsField({ recipe, numTraining }: Subject): FieldInterventions {
  const epochs = epochsOf(recipe);
  const steps = epochs * stepsOfEpoch(numTraining, recipe);
  return {
    isUsual: steps >= FEW_STEPS,
    interventions: MORE_EPOCHS.map((factor) => epochs * factor)
      .filter((more) => more <= 1000)
      .map((more) => {
        const { phases } = withEpochs(recipe, more);
        const most = Math.max(recipe.patience, Math.ceil((recipe.patience * more) / epochs));
        return {
          field: 'epochs',
          headline: epochs === 1 ? 'One epoch is too few' : `${epochs} epochs are too few`,
          change: `${more} epochs`,
          patch: { epochs: more, patience: most, ...(phases.length > 0 && { phases }) },
          source: 'training until the validation accuracy no longer rises',
          check: 'too-few-steps',
          kind: 'repair',
        };
      }),
  };
}

/** Early stopping that waits, by accuracy. */
export function stoppingField({ recipe }: Subject): FieldInterventions {
  const { patience, minDelta, monitor, epochs } = recipe;
  const waits: Intervention = {
    field: 'stopping',
    headline: 'Early stopping ends the training too soon',
    change: 'no early stopping',
    patch: { patience: epochs, minDelta: 0 },
    source: 'fit without the callback EarlyStopping',
    kind: 'repair',
  };
  const metric = monitor === 'val_accuracy' ? 'val_loss' : 'val_accuracy';
  const monitors: Intervention = {
    field: 'stopping',
    headline: `The epoch with the best ${monitor} is not the most accurate`,
    change: `best epoch by ${metric}`,
    patch: { monitor: metric },
    source: 'the arguments of EarlyStopping and ModelCheckpoint in Keras guides',
    check: 'checkpoint-not-best',
    kind: 'repair',
  };
  const isSound = patience >= Math.min(3, epochs) && minDelta <= 0.01 && monitor.startsWith('val_');
  return { isUsual: isSound, interventions: [...(patience < epochs || minDelta > 0 ? [waits] : []), monitors] };
}

export function mixupField({ recipe }: Subject): FieldInterventions {
  if (recipe.mixup === 0) return NOTHING;
  return {
    isUsual: recipe.mixup <= 0.4,
    interventions: [
      {
        field: 'mixup',
        headline: `Mixup with alpha ${recipe.mixup} is too strong`,
        change: 'no mixup',
        patch: { mixup: 0 },
        source: 'Zhang et al. 2017 use 0.1 to 0.4',
        kind: 'repair',
      },
    ],
  };
}

export function classWeightField({ recipe }: Subject): FieldInterventions {
  const isNone = recipe.classWeight === 'none';
  return {
    isUsual: true,
    interventions: [
      {
        field: 'classWeight',
        headline: isNone ? 'Rare classes count no more than others' : 'Class weights cost accuracy',
        change: isNone ? 'balanced class weights' : 'no class weights',
        patch: { classWeight: isNone ? 'balanced' : 'none' },
        source: "scikit-learn's class_weight='balanced', and class_weight of fit in Keras",
        kind: isNone ? 'improvement' : 'repair',
      },
    ],
  };
}

export function samplingField({ recipe }: Subject): FieldInterventions {
  if (recipe.sampling === 'shuffled') return NOTHING;
  return {
    isUsual: true,
    interventions: [
      {
        field: 'sampling',
        headline: 'Balanced sampling costs accuracy',
        change: 'each image once an epoch',
        patch: { sampling: 'shuffled' },
        source: 'shuffle=True of fit in Keras',
        kind: 'repair',
      },
    ],
  };
}

export function logitAdjustmentField({ recipe }: Subject): FieldInterventions {
  const { logitAdjustment } = recipe;
  if (logitAdjustment === 0) return NOTHING;
  return {
    isUsual: logitAdjustment <= 1,
    interventions: [
      {
        field: 'logitAdjustment',
        headline: 'The logit adjustment costs accuracy',
        change: 'no logit adjustment',
        patch: { logitAdjustment: 0 },
        source: 'Menon et al. 2021 use 1, for balanced accuracy',
        kind: 'repair',
      },
    ],
  };
}

/** One training instead of several; then without each phase. */
export function phasesField({ recipe }: Subject): FieldInterventions {
  const { phases } = recipe;
  if (phases.length === 0) return NOTHING;
  const source = 'the Keras guide "Transfer learning and fine-tuning": a frozen phase, then fine-tuning';
  return {
    isUsual: true,
    interventions: [
      {
        field: 'phases',
        headline: 'Training in phases costs accuracy',
        change: 'one training instead of phases',
        patch: { phases: [], epochs: epochsOf(recipe) },
        source,
        kind: 'repair',
      },
      ...(phases.length === 1
        ? []
        : phases.map(
            (_, i): Intervention => ({
              field: 'phases',
              headline: `Phase ${i + 1} of the training costs accuracy`,
              change: `without phase ${i + 1}`,
              patch: { phases: phases.filter((__, k) => k !== i) },
              source,
              kind: 'repair',
            }),
          )),
    ],
  };
}

/** Convolutions in float32, as Keras computes by default. */
export function precisionField({ recipe }: Subject): FieldInterventions {
  if (recipe.precision === 'float32') return NOTHING;
  return {
    isUsual: true,
    interventions: [
      {
        field: 'precision',
        headline: 'Computing in bfloat16 costs accuracy',
        change: 'computed in float32',
        patch: { precision: 'float32' },
        source: 'keras.config.dtype_policy() is float32 by default',
        kind: 'repair',
      },
    ],
  };
}
