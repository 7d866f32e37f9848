import { table } from '../../../base/table.js';
import { formatFigure } from '../../../metrics/format.js';
import { numberOf, oneOrMore } from '../../../script/evaluate/values.js';
import { type Configured, flagOf } from '../../../script/library/models/configured.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Share of a training, in steps at its first rate, below which a decay ends it: an exponential one that ends at a billionth of the
 * first rate leaves 0.05.
 */
const LEAST_SHARE = 0.05;
/** Batches of an epoch, of which nearly every training has more, where the text does not say how many there are. */
const FEW_BATCHES = 5;
/** Share of the first rate below which steps do not count. */
const NOTHING = 0.01;

/**
 * Finds a decay of the learning rate whose steps are written as if they were epochs, where Keras counts batches: the rate is next to
 * nothing after the first of many epochs.
 */
export function decayInBatches(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => {
    const { schedule } = stage.optimizer;
    const decay = schedule === undefined ? undefined : decayOf(schedule);
    const epochs = stage.epochs.value;
    if (schedule === undefined || decay === undefined || epochs === undefined || stage.call.isRepeated) return [];
    if (!endsTooEarly(stage, decay, epochs)) return [];
    return [
      scriptFinding(reading, {
        check: 'learning-rate-too-low',
        severity: 'warning',
        summary: `${schedule.className} counts batches, not epochs: the rate is a hundredth of the first one after ${decay.over} batches. All of the ${epochs} epochs together are worth ${formatFigure(Number(decay.worth.toPrecision(2)))} steps at the first rate.`,
        fix: 'Multiply the number of epochs by the batches of an epoch: `decay_steps=epochs * steps_per_epoch`.',
        at: [
          schedule.argPlaces.get('decay_steps') ?? schedule.argPlaces.get('boundaries') ?? schedule.origin,
          stage.optimizer.place,
          stage.place,
        ],
      }),
    ];
  });
}

interface Decay {
  /** The number that is given as steps. */
  steps: number;
  /** Batches after which the rate is a hundredth of the first one or less. */
  over: number;
  /** How many steps at the first rate all steps together are worth. */
  worth: number;
}

function endsTooEarly(stage: StageReading, { steps, worth }: Decay, epochs: number): boolean {
  const batches = stage.stepsPerEpoch?.value ?? batchesOfArray(stage);
  if (batches !== undefined) return worth < LEAST_SHARE * batches * epochs;
  return steps <= epochs && worth < FEW_BATCHES * epochs;
}

function batchesOfArray({ training, batchSize }: StageReading): number | undefined {
  const count = training?.kind === 'array generator' || training?.kind === 'arrays' ? training.count : undefined;
  return count === undefined || !batchSize.value ? undefined : Math.ceil(count / batchSize.value);
}

/** Undefined where the rate does not fall to next to nothing, or where the text does not say it. */
function decayOf({ className, args }: Configured): Decay | undefined {
  return DECAYS[className]?.(args);
}

type DecayOfSchedule = (args: Configured['args']) => Decay | undefined;

const exponential: DecayOfSchedule = (args) => {
  const [steps, rate] = [numberOf(args.get('decay_steps')), numberOf(args.get('decay_rate'))];
  if (steps === undefined || steps <= 0 || rate === undefined || rate <= 0 || rate >= 1) return undefined;
  const worth = flagOf(args.get('staircase'), false) ? steps / (1 - rate) : -steps / Math.log(rate);
  return { steps, worth, over: Math.ceil((steps * Math.log(NOTHING)) / Math.log(rate)) };
};

const cosine: DecayOfSchedule = (args) => {
  const steps = numberOf(args.get('decay_steps'));
  const warms = args.has('warmup_target') || args.has('warmup_steps');
  const falls = !args.has('alpha') || isBelow(numberOf(args.get('alpha')), NOTHING);
  return steps === undefined || warms || !falls ? undefined : { steps, worth: steps / 2, over: steps };
};

/** Keras' default of `end_learning_rate`. */
const DEFAULT_END = 1e-4;

const polynomial: DecayOfSchedule = (args) => {
  const [first, steps] = [numberOf(args.get('initial_learning_rate')), numberOf(args.get('decay_steps'))];
  const power = args.has('power') ? numberOf(args.get('power')) : 1;
  const end = args.has('end_learning_rate') ? numberOf(args.get('end_learning_rate')) : DEFAULT_END;
  if (first === undefined || steps === undefined || power === undefined || args.has('cycle')) return undefined;
  return isBelow(end, NOTHING * first) ? { steps, worth: steps / (power + 1), over: steps } : undefined;
};

const piecewise: DecayOfSchedule = (args) => {
  const numbers = (name: string): number[] => oneOrMore(args.get(name)).map((one) => numberOf(one) ?? Number.NaN);
  const [boundaries, values] = [numbers('boundaries'), numbers('values')];
  const [first, steps] = [values[0], boundaries.at(-1)];
  if (first === undefined || steps === undefined || values.length !== boundaries.length + 1) return undefined;
  const worth = boundaries.reduce((sum, end, i) => sum + ((end - (boundaries[i - 1] ?? 0)) * values[i]!) / first, 0);
  return isBelow(values.at(-1), NOTHING * first) && !Number.isNaN(worth) ? { steps, worth, over: steps } : undefined;
};

const DECAYS: Record<string, DecayOfSchedule> = table({
  ExponentialDecay: exponential,
  CosineDecay: cosine,
  PolynomialDecay: polynomial,
  PiecewiseConstantDecay: piecewise,
});

function isBelow(value: number | undefined, most: number): boolean {
  return value !== undefined && value <= most;
}
