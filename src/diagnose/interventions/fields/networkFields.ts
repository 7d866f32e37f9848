import { countBatchNormalizations } from '../../../backbones/architectures/registry.js';
import {
  dropoutOf,
  type HeadLayer,
  headLayers,
  headOfLayers,
  MAKES_VECTOR,
  unitsOf,
  withAveragePooling,
  withDropout,
  withoutHeadNormalization,
  withUnits,
} from '../../../backbones/pretrained/head.js';
import { upperBlocks } from '../../../backbones/pretrained/upperBlocks.js';
import { formatFigure } from '../../../metrics/format.js';
import { changesToPlainBackbone, PLAIN_BACKBONE } from '../../../recipe/comparedBackbones.js';
import { upperThirdAtLowRate } from '../../../recipe/fineTuningStrategies.js';
import type { Recipe } from '../../../recipe/recipeType.js';
import type { RecipePatch } from '../../finding.js';
import type { FieldInterventions, Intervention, Subject } from '../intervention.js';

const GUIDE = 'the Keras guide "Transfer learning and fine-tuning"';

/** Another backbone, or pretrained weights instead of random ones. */
export function backboneField({ recipe }: Subject): FieldInterventions {
  const { backbone, unfrozen } = recipe;
  const { name, weights } = backbone;
  if (name === PLAIN_BACKBONE.name && weights === PLAIN_BACKBONE.weights) return { isUsual: true, interventions: [] };
  const isFrozenNoise = weights === 'random' && unfrozen.above !== 'everything';
  return {
    isUsual: !isFrozenNoise,
    interventions: [
      {
        field: 'backbone',
        headline: isFrozenNoise
          ? 'The frozen backbone has random weights'
          : `Other weights than ${name} (${weights}) suit these images better`,
        change: `${PLAIN_BACKBONE.name} (${PLAIN_BACKBONE.weights}) in place of ${name} (${weights})`,
        patch: changesToPlainBackbone(recipe),
        source: 'the smallest backbone whose plain ImageNet weights come with the installation',
        ...(isFrozenNoise && { check: 'weights-not-loaded' }),
        // A network from scratch is a choice, and so is one backbone of two.
        kind: weights === 'random' && !isFrozenNoise ? 'improvement' : 'repair',
      },
    ],
  };
}

/** Frozen batch normalization with moving statistics. */
export function batchNormalizationField({ recipe }: Subject): FieldInterventions {
  const { batchNormalization: policy, unfrozen, backbone } = recipe;
  if (policy === 'moving' || countBatchNormalizations(backbone.name) === 0) return { isUsual: true, interventions: [] };
  // Where everything trains, no layer is frozen, unless batch normalization alone is.
  if (unfrozen.above === 'everything' && unfrozen.batchNormalization) return { isUsual: true, interventions: [] };
  return {
    isUsual: false,
    interventions: [
      {
        field: 'batchNormalization',
        headline: 'Frozen batch normalization uses the statistics of each batch',
        change: 'frozen batch normalization uses moving statistics',
        patch: { batchNormalization: 'moving' },
        source: 'BatchNormalization of Keras since 2.4 (TensorFlow 2.0)',
        check: 'frozen-batch-norm',
        kind: 'repair',
      },
    ],
  };
}

/** Highest learning rate of pretrained layers that the guides use, by Adam and its relatives, and by SGD. */
const MOST_FINE_TUNING = { adaptive: 1e-4, SGD: 1e-2 };

/** What trains: nothing of the backbone, or its upper third at a low rate. */
export function unfrozenField({ recipe }: Subject): FieldInterventions {
  const { unfrozen, backbone, learningRate, backboneRate, optimizer } = recipe;
  const fromScratch = backbone.weights === 'random';
  if (unfrozen.above === 'nothing') {
    if (fromScratch) return { isUsual: true, interventions: [] };
    const patch = upperThirdAtLowRate(recipe);
    return {
      isUsual: true,
      interventions: [
        {
          field: 'unfrozen',
          headline: 'The whole backbone is frozen',
          change: `blocks above ${patch.unfrozen.above} unfrozen, learning rate ${formatFigure(patch.learningRate, 3)}`,
          patch,
          source: GUIDE,
          kind: 'improvement',
        },
      ],
    };
  }
  const normalizes = unfrozen.batchNormalization && countBatchNormalizations(backbone.name) > 0;
  const most = optimizer.name === 'SGD' ? MOST_FINE_TUNING.SGD : MOST_FINE_TUNING.adaptive;
  const interventions: Intervention[] = [];
  if (!fromScratch) {
    interventions.push({
      field: 'unfrozen',
      headline: 'Training the backbone does more harm than good',
      change: 'the whole backbone frozen',
      patch: { unfrozen: { above: 'nothing', batchNormalization: false }, ...frozenPolicy(recipe) },
      source: GUIDE,
      kind: 'repair',
    });
    if (normalizes) {
      interventions.push({
        field: 'unfrozen',
        headline: 'Batch normalization trains in a pretrained backbone',
        change: 'batch normalization stays frozen',
        patch: { unfrozen: { ...unfrozen, batchNormalization: false }, ...frozenPolicy(recipe) },
        source: GUIDE,
        check: 'small-batch-norm',
        kind: 'repair',
      });
    }
    if (unfrozen.above === 'everything') {
      const { third } = upperBlocks(backbone);
      interventions.push({
        field: 'unfrozen',
        headline: 'Too many layers of the backbone train',
        change: `only the blocks above ${third} unfrozen`,
        patch: { unfrozen: { above: third, batchNormalization: false }, ...frozenPolicy(recipe) },
        source: GUIDE,
        kind: 'repair',
      });
    }
  }
  return { isUsual: fromScratch || learningRate * backboneRate <= most, interventions };
}

/** Where nothing was frozen, what is frozen now is frozen as Keras does it today. */
function frozenPolicy({ unfrozen }: Recipe): RecipePatch {
  return unfrozen.above === 'everything' && unfrozen.batchNormalization ? { batchNormalization: 'moving' } : {};
}

/** Dense layers before the last one: none, or one of 256. */
export function headUnitsField({ recipe }: Subject): FieldInterventions {
  const units = unitsOf(recipe.head);
  const usual = [[], [256]].filter((other) => other.join() !== units.join());
  return {
    isUsual: units.length <= 1 && units.every((count) => count >= 32 && count <= 1024),
    interventions: usual.map((other) => ({
      field: 'head.units',
      headline:
        units.length === 0
          ? 'The head is one dense layer'
          : `The head's dense layers of ${units.join(' and ')} units cost accuracy`,
      change: other.length === 0 ? 'a head of one dense layer' : `a dense layer of ${other.join()} units in the head`,
      patch: { head: withUnits(recipe.head, other) },
      source: `${GUIDE} and image classification tutorials of TensorFlow`,
      ...(other.length < units.length && { check: 'head-too-large' as const }),
      kind: units.length === 0 ? 'improvement' : 'repair',
    })),
  };
}

export function dropoutField({ recipe }: Subject): FieldInterventions {
  const dropout = dropoutOf(recipe.head);
  return {
    isUsual: dropout <= 0.5,
    interventions: [0.2, 0]
      .filter((other) => Math.abs(other - dropout) > 0.05)
      .map((other) => ({
        field: 'head.dropout',
        headline: other < dropout ? `A dropout of ${dropout} is too strong` : 'There is no dropout',
        change: other === 0 ? 'no dropout' : `dropout ${other}`,
        patch: { head: withDropout(recipe.head, other) },
        source: `${GUIDE}, which uses 0.2`,
        kind: other < dropout ? 'repair' : 'improvement',
      })),
  };
}

/** What practice has in place of single layers of a head: global average pooling, no batch normalization, relu. */
export function headLayersField({ recipe }: Subject): FieldInterventions {
  const layers = headLayers(recipe.head);
  const field = 'head.layers';
  const interventions: Intervention[] = [];
  const vector = layers.find(({ layer }) => MAKES_VECTOR.has(layer))!.layer;
  if (vector !== 'GlobalAveragePooling2D') {
    interventions.push({
      field,
      headline:
        vector === 'Flatten' ? 'The head flattens the maps of the backbone' : 'The head takes the largest values',
      change: `GlobalAveragePooling2D in place of ${vector}`,
      patch: { head: withAveragePooling(recipe.head) },
      source: `${GUIDE}; Lin, Chen and Yan 2014, arXiv:1312.4400, 3.2`,
      kind: 'repair',
    });
  }
  if (layers.some(({ layer }) => layer === 'BatchNormalization')) {
    interventions.push({
      field,
      headline: 'Batch normalization in the head costs accuracy',
      change: 'no batch normalization in the head',
      patch: { head: withoutHeadNormalization(recipe.head) },
      source: `${GUIDE}, whose head has none`,
      kind: 'repair',
    });
  }
  const odd = layers.flatMap((one, i) => (one.layer === 'Dense' && isOdd(one.activation, layers[i + 1]) ? [i] : []));
  const [first] = odd.map((i) => layers[i]!);
  if (first?.layer === 'Dense') {
    interventions.push({
      field,
      headline:
        first.activation === 'linear'
          ? 'A hidden layer of the head has no activation'
          : `The activation ${first.activation} in the head costs accuracy`,
      change: 'relu in the hidden layers of the head',
      patch: {
        head: headOfLayers(
          layers.map((one, i) => (odd.includes(i) ? { ...one, activation: 'relu' } : one) as HeadLayer),
        ),
      },
      source: 'Glorot, Bordes and Bengio 2011, Deep Sparse Rectifier Neural Networks',
      kind: 'repair',
    });
  }
  return { isUsual: odd.length === 0, interventions };
}

/** Whether a hidden dense layer saturates, or is followed by the next one as if both were one. */
function isOdd(activation: string, next: HeadLayer | undefined): boolean {
  const isActivated = next?.layer === 'BatchNormalization' || next?.layer === 'Activation';
  return activation === 'linear' ? !isActivated : SATURATES.has(activation);
}

/** Activations whose gradient vanishes on one side or both, or that squash a hidden layer to a sum of 1. */
const SATURATES: ReadonlySet<string> = new Set([
  'softmax',
  'sigmoid',
  'hard_sigmoid',
  'tanh',
  'log_softmax',
  'softsign',
]);
