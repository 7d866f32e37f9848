import { formatFigure } from '../../../metrics/format.js';
import type { Recipe } from '../../../recipe/recipeType.js';
import { stepsOfEpoch } from '../../../training/batches.js';
import { scheduledRate } from '../../../training/schedules/schedule.js';
import type { FieldInterventions, Intervention, Subject } from '../intervention.js';

/** Learning rates that practice uses: the usual one, the lowest and the highest. */
interface RateRange {
  usual: number;
  low: number;
  high: number;
}

/**
 * Sources: defaults of Keras' optimizers for heads; 1e-5 of the Keras guide "Transfer learning and fine-tuning" for
 * pretrained layers by Adam; 1e-4 to 1e-3 by SGD with momentum (torchvision and timm fine-tuning recipes).
 */
const RATES: Readonly<Record<'adaptive' | 'SGD', Readonly<Record<'head' | 'pretrained', RateRange>>>> = {
  adaptive: {
    head: { usual: 1e-3, low: 3e-5, high: 1e-2 },
    pretrained: { usual: 1e-5, low: 1e-6, high: 1e-4 },
  },
  SGD: {
    head: { usual: 1e-2, low: 1e-3, high: 0.3 },
    pretrained: { usual: 1e-3, low: 1e-5, high: 1e-2 },
  },
};

const RATE_SOURCE = 'the default of the optimizer in Keras, and the Keras guide "Transfer learning and fine-tuning"';

function rangeOf({ optimizer, unfrozen, backbone }: Recipe): RateRange {
  const isPretrained = unfrozen.above !== 'nothing' && backbone.weights !== 'random';
  return RATES[optimizer.name === 'SGD' ? 'SGD' : 'adaptive'][isPretrained ? 'pretrained' : 'head'];
}

/** Factors to other learning rates. Two decades each way: with one, a rate that is off by four takes four rounds. */
const FACTORS = [10, 0.1, 100, 0.01];

/** The usual rate, then one and two decades up and down. */
export function learningRateField({ recipe }: Subject): FieldInterventions {
  const { learningRate, phases } = recipe;
  const { usual, low, high } = rangeOf(recipe);
  const rates = [usual, ...FACTORS.map((factor) => factor * learningRate)].filter(
    (rate, i, all) =>
      rate <= 10 && !isClose(rate, learningRate) && all.findIndex((other) => isClose(other, rate)) === i,
  );
  return {
    isUsual: learningRate >= low * 0.999 && learningRate <= high * 1.001,
    interventions: rates.map((rate): Intervention => {
      const rises = rate > learningRate;
      const factor = rate / learningRate;
      return {
        field: 'learningRate',
        headline: `The learning rate ${formatFigure(learningRate, 3)} is too ${rises ? 'low' : 'high'}`,
        change: `learning rate ${formatFigure(rate, 3)}`,
        patch: {
          learningRate: Number(rate.toPrecision(12)),
          ...(phases.length > 0 && {
            phases: phases.map(({ learningRate: own, ...phase }) => ({
              ...phase,
              ...(own !== undefined && { learningRate: Math.min(10, own * factor) }),
            })),
          }),
        },
        source: isClose(rate, usual)
          ? RATE_SOURCE
          : 'the decades around the learning rate, as in a learning rate range test (Smith 2017)',
        check: rises ? 'learning-rate-too-low' : 'learning-rate-too-high',
        kind: 'repair',
      };
    }),
  };
}

function isClose(a: number, b: number): boolean {
  return Math.abs(Math.log(a / b)) < 0.7;
}

/** The learning rate of the backbone beside that of the head. */
export function backboneRateField({ recipe }: Subject): FieldInterventions {
  const { backboneRate, unfrozen, backbone } = recipe;
  if (unfrozen.above === 'nothing' || backbone.weights === 'random') return { isUsual: true, interventions: [] };
  return {
    isUsual: backboneRate <= 1,
    interventions: [0.01, 0.1, 1]
      .filter((other) => !isClose(other, backboneRate))
      .map((other) => ({
        field: 'backboneRate',
        headline: `The backbone learns ${other < backboneRate ? 'too fast' : 'too slowly'} beside the head`,
        change: `learning rate of the backbone ${other} of that of the head`,
        patch: { backboneRate: other },
        source: 'discriminative fine-tuning (Howard and Ruder 2018)',
        kind: 'repair',
      })),
  };
}

/** Adam as Keras sets it; the optimizer's own arguments by default. */
export function optimizerField({ recipe }: Subject): FieldInterventions {
  const { optimizer } = recipe;
  const { name, weightDecay, clipnorm, globalClipnorm } = optimizer;
  const usual = rangeOf({ ...recipe, optimizer: { ...optimizer, name: 'Adam' } as Recipe['optimizer'] }).usual;
  const source = 'defaults of keras.optimizers';
  const interventions: Intervention[] = [];
  const rate = (value: number): string => `learning rate ${formatFigure(value, 3)}`;
  const isPlainSgd = name === 'SGD' && optimizer.momentum === 0;
  if (name !== 'Adam' && name !== 'AdamW') {
    interventions.push({
      field: 'optimizer',
      headline: `${isPlainSgd ? 'Plain SGD' : name} does not get far in this training`,
      change: `Adam, ${rate(usual)}`,
      patch: { optimizer: { name: 'Adam' }, learningRate: usual },
      source,
      kind: 'repair',
    });
  }
  if (isPlainSgd) {
    interventions.push({
      field: 'optimizer',
      headline: 'SGD has no momentum',
      change: 'momentum 0.9',
      patch: { optimizer: { ...optimizer, momentum: 0.9 } },
      source: 'Sutskever et al. 2013, and the usual value of keras.optimizers.SGD',
      kind: 'repair',
    });
  }
  if (!hasDefaults(optimizer)) {
    interventions.push({
      field: 'optimizer',
      headline: `The arguments of ${name} hold the training back`,
      change: `${name} with the default arguments of Keras`,
      patch: { optimizer: { name } },
      source,
      kind: 'repair',
    });
  }
  const clips = Math.min(clipnorm ?? Number.POSITIVE_INFINITY, globalClipnorm ?? Number.POSITIVE_INFINITY) < 0.1;
  return { isUsual: !isPlainSgd && weightDecay <= 0.05 && !clips && hasUsualMoments(optimizer), interventions };
}

function hasUsualMoments(optimizer: Recipe['optimizer']): boolean {
  if (optimizer.name === 'SGD') return optimizer.momentum <= 0.99;
  if (optimizer.name === 'RMSprop')
    return optimizer.rho >= 0.8 && optimizer.momentum <= 0.99 && optimizer.epsilon <= 0.01;
  return optimizer.beta1 <= 0.95 && optimizer.beta1 >= 0.5 && optimizer.beta2 >= 0.9 && optimizer.epsilon <= 0.01;
}

/** Whether an optimizer has Keras' default arguments. */
function hasDefaults(optimizer: Recipe['optimizer']): boolean {
  const { weightDecay, clipnorm, globalClipnorm } = optimizer;
  if (clipnorm !== null || globalClipnorm !== null) return false;
  if (optimizer.name === 'SGD') return weightDecay === 0 && optimizer.momentum <= 0.9;
  if (optimizer.name === 'RMSprop') return weightDecay === 0 && optimizer.rho === 0.9 && optimizer.momentum === 0;
  const decay = optimizer.name === 'AdamW' ? 0.004 : 0;
  return weightDecay <= decay && optimizer.beta1 === 0.9 && optimizer.beta2 === 0.999 && optimizer.epsilon <= 1e-6;
}

/** Share of the learning rate that is left on average, below which a schedule is unusual. */
const LEAST_MEAN_RATE = 0.1;

export function scheduleField({ recipe, numTraining }: Subject): FieldInterventions {
  const { schedule, learningRate, epochs } = recipe;
  if (schedule.name === 'Constant') return { isUsual: true, interventions: [] };
  const steps = epochs * stepsOfEpoch(numTraining, recipe);
  const places = Array.from({ length: 100 }, (_, i) => Math.floor((i / 100) * steps));
  const mean =
    places.reduce((sum, step) => sum + scheduledRate(schedule, learningRate, step, steps), 0) / places.length;
  return {
    isUsual: mean >= LEAST_MEAN_RATE * learningRate,
    interventions: [
      {
        field: 'schedule',
        headline: `The schedule ${schedule.name} keeps the learning rate too low`,
        change: 'a constant learning rate',
        patch: { schedule: { name: 'Constant' } },
        source: 'keras.optimizers with a number as learning rate',
        kind: 'repair',
      },
    ],
  };
}

export function reduceOnPlateauField({ recipe }: Subject): FieldInterventions {
  const { reduceOnPlateau: reduction } = recipe;
  if (reduction === null) return { isUsual: true, interventions: [] };
  return {
    isUsual: reduction.patience >= 2 && reduction.factor >= 0.1,
    interventions: [
      {
        field: 'reduceOnPlateau',
        headline: 'ReduceLROnPlateau lowers the learning rate too soon',
        change: 'without ReduceLROnPlateau',
        patch: { reduceOnPlateau: null },
        source: 'keras.optimizers with a number as learning rate',
        kind: 'repair',
      },
    ],
  };
}
