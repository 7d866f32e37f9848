import { UserError } from '../base/errors.js';
import { type tf, yieldToEventLoop } from '../engine/tensorflow.js';
import type { Callback, CallbackState, StopReason, Training } from './callbacks/callback.js';
import type { EpochRecord } from './history.js';
import type { Mix } from './mixup.js';
import { type Schedule, scheduledRate } from './schedules/schedule.js';
import type { Trainer, TrainerState } from './trainer.js';

/** Training examples, and how the model is evaluated. */
export interface FitData {
  /** Class of each training example, and its weight in the loss; both `[numExamples]`. */
  labels: readonly number[];
  exampleWeights: readonly number[];
  /** Indices of the examples of each batch of an epoch; as many batches in every epoch. */
  batches(epoch: number): number[][];
  /** The tail's input for each batch, in order; disposed here. */
  inputs(batches: number[][], epoch: number): AsyncIterable<{ indices: number[]; x: tf.Tensor }>;
  /** Mixup of a batch, counted from 1; undefined for no mixup. */
  mix?(batchSize: number, epoch: number, batch: number): Mix | undefined;
  /** Loss and accuracy on the validation examples, with the current weights. */
  validate(): Promise<{ loss: number; accuracy: number }>;
}

export interface FitOptions {
  /** At most. */
  epochs: number;
  learningRate: number;
  schedule: Schedule;
  callbacks: readonly Callback[];
  /** State of an earlier training after its last complete epoch, from which this one resumes. */
  from?: FitState;
  /** Called with the state after every complete epoch and its callbacks. */
  onState?: (state: FitState) => Promise<void>;
  /** Called before each batch; if it returns true, the incomplete epoch is evaluated and training ends. */
  interrupted?: () => boolean;
}

export interface Fitted {
  /** Empty if the first epoch had no batch, or its loss was not finite. */
  history: EpochRecord[];
  stopped: 'finished' | 'interrupted' | StopReason;
}

/** State after a complete epoch, which determines the rest of the training. */
export interface FitState extends Fitted {
  /** Those that are done. */
  steps: number;
  /** The recipe's, or what callbacks made of it. */
  learningRate: number;
  trainer: TrainerState;
  /** In the order of the callbacks; undefined for those without a state. */
  callbacks: (CallbackState | undefined)[];
}

/** Trains for epochs and evaluates after each, as Keras' `fit`. Yields to the event loop between batches. */
export async function fitClassifier(trainer: Trainer, data: FitData, options: FitOptions): Promise<Fitted> {
  const { callbacks, from } = options;
  const history: EpochRecord[] = [...(from?.history ?? [])];
  const course = startCourse(trainer, options, options.epochs * data.batches(1).length);
  const { training } = course;
  if (from !== undefined) resume(trainer, callbacks, from);
  for (const callback of callbacks) await callback.onTrainBegin?.(training);
  for (let epoch = history.length + 1; epoch <= options.epochs && course.stopped === 'finished'; epoch++) {
    const trained = await trainEpoch(trainer, data, options, course, epoch, history);
    if (trained === undefined) break;
    const { loss, accuracy } = await data.validate();
    if (!Number.isFinite(loss)) {
      course.stopped = 'diverged';
      break;
    }
    const { learningRate } = training;
    history.push({
      epoch,
      trainLoss: trained.loss,
      trainAccuracy: trained.accuracy,
      validationLoss: loss,
      validationAccuracy: accuracy,
      learningRate,
    });
    const logs = { ...trained, val_loss: loss, val_accuracy: accuracy, learning_rate: learningRate };
    for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, training);
    // An interrupted epoch is evaluated, but training does not resume from it.
    if (!wasInterrupted(course)) await options.onState?.(stateOf(trainer, course, callbacks, history));
  }
  for (const callback of callbacks) await callback.onTrainEnd?.(training);
  return { history, stopped: course.stopped };
}

/** Restores the state of trainer and callbacks. */
function resume(trainer: Trainer, callbacks: readonly Callback[], from: FitState): void {
  trainer.load(from.trainer);
  for (const [i, state] of from.callbacks.entries()) if (state !== undefined) callbacks[i]?.loadState?.(state);
}

/** Progress of a training. */
interface Course {
  stopped: Fitted['stopped'];
  /** Those that are done. */
  steps: number;
  /** The recipe's, or what callbacks made of it. */
  rate: number;
  training: Training;
}

function wasInterrupted({ stopped }: Course): boolean {
  return stopped === 'interrupted';
}

function stateOf(
  trainer: Trainer,
  { stopped, steps, rate }: Course,
  callbacks: readonly Callback[],
  history: EpochRecord[],
): FitState {
  const kept = callbacks.map((callback) => callback.saveState?.());
  return { history: [...history], stopped, steps, learningRate: rate, trainer: trainer.save(), callbacks: kept };
}

function startCourse(trainer: Trainer, options: FitOptions, totalSteps: number): Course {
  const { schedule, learningRate, from } = options;
  const course: Course = {
    stopped: from?.stopped ?? 'finished',
    steps: from?.steps ?? 0,
    rate: from?.learningRate ?? learningRate,
    training: {
      get learningRate(): number {
        return scheduledRate(schedule, course.rate, course.steps, totalSteps);
      },
      set learningRate(value: number) {
        if (schedule.name !== 'Constant') {
          throw new UserError(
            'A callback can only set the learning rate if no schedule sets it.',
            schedule.name,
            "Set the recipe's schedule to Constant, or remove the callback.",
          );
        }
        course.rate = value;
      },
      stop: (reason) => {
        if (course.stopped === 'finished') course.stopped = reason;
      },
      snapshot: trainer.snapshot,
      restore: trainer.restore,
    },
  };
  return course;
}

/**
 * One pass over the examples. Means are over examples, so a short last batch counts by its size.
 *
 * @returns undefined if there is nothing to evaluate: no batch was done, or the loss is not finite
 */
async function trainEpoch(
  trainer: Trainer,
  data: FitData,
  { callbacks, interrupted }: FitOptions,
  course: Course,
  epoch: number,
  history: readonly EpochRecord[],
): Promise<{ loss: number; accuracy: number } | undefined> {
  const batches = data.batches(epoch);
  const total = { loss: 0, correct: 0, seen: 0, batches: 0 };
  for (const callback of callbacks) callback.onEpochBegin?.(epoch, course.training);
  for await (const { indices, x } of data.inputs(batches, epoch)) {
    if (interrupted?.()) {
      x.dispose();
      course.stopped = 'interrupted';
      break;
    }
    const [labels, weights] = [data.labels, data.exampleWeights].map((all) => indices.map((i) => all[i]!)) as [
      number[],
      number[],
    ];
    const mix = data.mix?.(indices.length, epoch, total.batches + 1);
    const { loss, correct } = trainer.step(x, labels, weights, course.training.learningRate, mix);
    x.dispose();
    course.steps++;
    total.loss += loss * indices.length;
    total.correct += correct;
    total.seen += indices.length;
    total.batches++;
    const end = { epoch, batch: total.batches, batches: batches.length, seen: total.seen, loss, history };
    for (const callback of callbacks) callback.onBatchEnd?.(end, course.training);
    if (course.stopped !== 'finished') break;
    await yieldToEventLoop();
  }
  if (course.stopped === 'diverged' || total.seen === 0) return undefined;
  return { loss: total.loss / total.seen, accuracy: total.correct / total.seen };
}
