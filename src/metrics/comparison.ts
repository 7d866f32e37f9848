import { UserError } from '../base/errors.js';
import { random } from '../base/random.js';
import { mean } from '../base/sum.js';
import { argmax } from './argmax.js';
import { expectedCalibrationError } from './calibration.js';
import { calibrationByChance, calibrationInterval } from './calibrationInterval.js';
import { balancedAccuracy, confusionMatrix, recallByClass } from './confusionMatrix.js';
import { bootstrapDraws, percentileInterval } from './intervals.js';
import { type McNemar, mcnemar } from './mcnemar.js';
import { type Estimate, meanAccuracy, pairedDifference } from './paired.js';
import { macroF1 } from './scores.js';

/** Metrics of a comparison, all in [0, 1]. For `ece`, the expected calibration error, lower is better. */
export const FIGURES = ['accuracy', 'balancedAccuracy', 'macroF1', 'worstRecall', 'ece'] as const;
/** The five scores of a comparison, all in [0, 1]. `ece` is the expected calibration error: lower is better. */
export type Figure = (typeof FIGURES)[number];

/** A model that was trained once for each seed, with the probabilities of each training, `[numExamples][numClasses]`. */
export interface Contender {
  name: string;
  seeds: readonly (readonly (readonly number[])[])[];
}

/** Scores of a model: means over seeds, with 95 % intervals over seeds and examples. */
export interface Compared {
  name: string;
  figures: Record<Figure, Estimate>;
  /** Index of the class with the lowest mean recall; the interval of `worstRecall` is that of this class. */
  worstClass: number;
  /** Differences from the first model, paired by seed and example; undefined for the first itself. */
  against?: {
    gains: Record<Figure, Estimate>;
    /** One for each seed. */
    mcnemar: McNemar[];
  };
}

/**
 * Compares models on the same examples with the first of them: bootstrap over seeds and, within each class, over examples.
 *
 * The calibration error and the lowest recall are biased when examples are resampled, since they are a sum of absolute
 * gaps and a minimum. The interval of the former is that of `calibrationInterval`; those of their differences are reflected
 * about the value (the basic bootstrap, Davison and Hinkley 1997, 5.2).
 *
 * @param labels `[numExamples]`
 * @throws UserError if two models have different numbers of seeds
 */
export function compareModels(labels: readonly number[], contenders: readonly Contender[]): Compared[] {
  const first = contenders[0]!;
  for (const { name, seeds } of contenders) {
    if (seeds.length === first.seeds.length) continue;
    throw new UserError(
      'Models are compared over the same seeds.',
      { [first.name]: first.seeds.length, [name]: seeds.length },
      'Train every recipe with the same number of seeds.',
    );
  }
  const answers = contenders.map(({ seeds }) => seeds.map((rows) => answersOf(labels, rows)));
  const [allSeeds, allExamples] = [[...first.seeds.keys()], [...labels.keys()]];
  const values = answers.map((model) => drawnFigures(labels, model, allSeeds, allExamples));
  const draw = random('seeds');
  const draws = Array.from(bootstrapDraws(labels.length, { strata: labels }), (examples) => {
    const seeds = allSeeds.map(() => draw.below(allSeeds.length));
    return answers.map((model) => drawnFigures(labels, model, seeds, examples));
  });
  return contenders.map(({ name }, m) => {
    const outcomes = answers.map((model) => model.map(({ right }) => right));
    const worstClass = values[m]!.recalls.indexOf(values[m]!.worstRecall);
    const over = (figure: (models: readonly Drawn[]) => number): Estimate => ({
      value: figure(values),
      interval: percentileInterval(draws.map(figure)),
    });
    const model = {
      name,
      worstClass,
      figures: {
        accuracy: meanAccuracy(outcomes[m]!),
        balancedAccuracy: over((models) => models[m]!.balancedAccuracy),
        macroF1: over((models) => models[m]!.macroF1),
        worstRecall: over((models) => models[m]!.recalls[worstClass]!),
        ece: {
          value: values[m]!.ece,
          interval: calibrationInterval(
            values[m]!.ece,
            draws.map((models) => models[m]!.ece),
            calibrationByChance(
              answers[m]!.map(({ confidences }) => confidences),
              CHANCE_DRAWS,
            ),
          ),
        },
      },
    };
    if (m === 0) return model;
    const gain = (figure: Exclude<Figure, 'accuracy'>): Estimate =>
      over((models) => models[m]![figure] - models[0]![figure]);
    return {
      ...model,
      against: {
        gains: {
          accuracy: pairedDifference(outcomes[0]!, outcomes[m]!),
          balancedAccuracy: gain('balancedAccuracy'),
          macroF1: gain('macroF1'),
          worstRecall: turned(gain('worstRecall'), -1),
          ece: turned(gain('ece'), -1),
        },
        mcnemar: outcomes[m]!.map((right, seed) => mcnemar(outcomes[0]![seed]!, right)),
      },
    };
  });
}

/** Predictions of one trained model, `[numExamples]` each. */
interface Answers {
  numClasses: number;
  predicted: number[];
  right: boolean[];
  confidences: number[];
}

function answersOf(labels: readonly number[], probabilities: readonly (readonly number[])[]): Answers {
  const predicted = probabilities.map(argmax);
  return {
    numClasses: probabilities[0]!.length,
    predicted,
    right: predicted.map((prediction, i) => prediction === labels[i]),
    confidences: predicted.map((prediction, i) => probabilities[i]![prediction]!),
  };
}

/** Draws of what chance does to the calibration error. */
const CHANCE_DRAWS = 200;

type Drawn = Record<Exclude<Figure, 'accuracy'>, number> & { recalls: number[] };

/** Means over the drawn seeds on the drawn examples; the lowest recall is that of the means. */
function drawnFigures(
  labels: readonly number[],
  model: readonly Answers[],
  seeds: readonly number[],
  examples: readonly number[],
): Drawn {
  const drawn = examples.map((i) => labels[i]!);
  const each = seeds.map((seed) => {
    const { numClasses, predicted, right, confidences } = model[seed]!;
    const matrix = confusionMatrix(
      drawn,
      examples.map((i) => predicted[i]!),
      numClasses,
    );
    return {
      balancedAccuracy: balancedAccuracy(matrix),
      macroF1: macroF1(matrix),
      recalls: recallByClass(matrix),
      ece: expectedCalibrationError(
        examples.map((i) => right[i]!),
        examples.map((i) => confidences[i]!),
      ),
    };
  });
  const recalls = each[0]!.recalls.map((_, label) => mean(each, (seed) => seed.recalls[label]!));
  return {
    balancedAccuracy: mean(each, (seed) => seed.balancedAccuracy),
    macroF1: mean(each, (seed) => seed.macroF1),
    ece: mean(each, (seed) => seed.ece),
    worstRecall: Math.min(...recalls.filter((recall) => !Number.isNaN(recall))),
    recalls,
  };
}

/** @param least lowest value that the metric can have */
function turned({ value, interval: [low, high] }: Estimate, least: number): Estimate {
  return { value, interval: [Math.max(least, 2 * value - high), Math.max(least, 2 * value - low)] };
}
